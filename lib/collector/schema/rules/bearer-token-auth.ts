import type { SettingsReader } from '../settings-reader';
import type { Complaint } from './rule';

/** Rules for bearertokenauthextension.Config. */
export function* bearerTokenAuth(settings: SettingsReader): Generator<Complaint> {
  const hasFile = isFilled(settings, 'filename');
  const hasTokens = settings.texts(['tokens'], [])?.length !== 0;
  if (!isFilled(settings, 'token') && !hasTokens && !hasFile) {
    yield {
      path: [],
      message: 'has no token',
      advice: 'Set token: ${env:NAME}, and pass the token to the container as a secret.',
    };
  }
  if (isFilled(settings, 'token') && hasTokens) {
    yield { path: ['tokens'], message: 'cannot be combined with token' };
  }
  const retries = settings.flag(['retry_on_failure', 'enabled'], false);
  if (retries && !hasFile) {
    yield { path: ['retry_on_failure'], message: 'needs filename' };
  }
  if (settings.flag(['wait_for_token_file'], false) && (!hasFile || retries === false)) {
    yield {
      path: ['wait_for_token_file'],
      message: `needs ${hasFile ? 'retry_on_failure.enabled' : 'filename'}`,
    };
  }
}

/** Rules for credentialsfile.RetryOnFailureConfig. */
export function* tokenFileRetry(settings: SettingsReader): Generator<Complaint> {
  if (settings.flag(['enabled'], false) !== true) return;
  const [retries, intervalNs] = [settings.number(['max_retries'], 0), settings.durationNs(['interval'], 0)];
  if (retries !== undefined && retries < 0) yield { path: ['max_retries'], message: 'must not be negative' };
  if (intervalNs !== undefined && intervalNs <= 0) yield { path: ['interval'], message: 'must be positive' };
}

/** Whether there is a non-empty text, or one that is known only when the Collector runs. */
function isFilled(settings: SettingsReader, name: string): boolean {
  return settings.text([name], '') !== '';
}
