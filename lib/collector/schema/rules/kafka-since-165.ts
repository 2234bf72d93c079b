import type { SettingsReader } from '../settings-reader';
import { atLeast, SECOND } from './limits';
import type { Complaint } from './rule';

/** Since this version, or one of the four before, `Validate` of configkafka has these checks. v0.160 does not. */
export const STRICTER_SINCE = 165;
const INT32 = 2 ** 31 - 1;

/** What receiver and exporter share. */
export function* clientSince165(settings: SettingsReader): Generator<Complaint> {
  const dial = settings.durationNs(['dial_timeout'], 10 * SECOND);
  if (dial !== undefined && dial <= 0) yield { path: ['dial_timeout'], message: 'must be positive' };
  const notNegative = { message: 'must not be negative' };
  yield* atLeast(
    ['metadata', 'retry', 'max'],
    settings.number(['metadata', 'retry', 'max'], 0),
    0,
    notNegative,
  );
  const backoff = settings.durationNs(['metadata', 'retry', 'backoff'], 0);
  yield* atLeast(['metadata', 'retry', 'backoff'], backoff, 0, notNegative);
  if (settings.has('auth', 'sasl') && settings.has('auth', 'kerberos')) {
    yield { path: ['auth'], message: 'has both sasl and kerberos, but only one of them can be used' };
  }
  const isIam = settings.text(['auth', 'sasl', 'mechanism'], '') === 'AWS_MSK_IAM_OAUTHBEARER';
  if (isIam && settings.text(['auth', 'sasl', 'aws_msk', 'region'], '') === '') {
    yield {
      path: ['auth', 'sasl', 'aws_msk', 'region'],
      message: 'is missing, but AWS_MSK_IAM_OAUTHBEARER needs it',
    };
  }
}

export function* receiverSince165(settings: SettingsReader): Generator<Complaint> {
  const bytes = settings.number(['max_decompress_batch_bytes'], 1);
  if (bytes !== undefined && (bytes < 1 || bytes > INT32)) {
    yield { path: ['max_decompress_batch_bytes'], message: `must be between 1 and ${INT32}` };
  }
}

export function* exporterSince165(settings: SettingsReader): Generator<Complaint> {
  const path = ['producer', 'max_inflight_requests_per_broker'];
  const inFlight = settings.number(path, 1);
  if (inFlight === undefined) return;
  if (inFlight < 1) yield { path, message: 'must be at least 1' };
  const acks = settings.raw('producer', 'required_acks');
  if (inFlight > 1 && (acks === 'all' || acks === -1)) {
    yield { path, message: 'must be 1 when required_acks is all (-1)' };
  }
}
