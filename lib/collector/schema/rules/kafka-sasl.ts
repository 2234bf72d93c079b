import type { SettingsReader } from '../settings-reader';
import { CONFIGKAFKA_SINCE } from './kafka-versions';
import type { Complaint, RuleContext } from './rule';

/** v0.130 removed AWS_MSK_IAM. OAUTHBEARER was added between v0.146 and v0.148. */
const MSK_IAM_UNTIL = 129;
const MSK_OAUTHBEARER_SINCE = 122;
const OAUTHBEARER_SINCE = 146;

/** Reports problems with `auth.sasl`: its mechanism, and the settings that the mechanism needs. */
export function* sasl(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  if (!settings.has('auth', 'sasl')) return;
  const { minor } = context;
  // Before configkafka, `validate` checked only the exporter, while the receiver failed at start.
  const refusal =
    minor < CONFIGKAFKA_SINCE && isReceiver(context) ? ('start' as const) : ('validate' as const);
  const mechanism = settings.text(['auth', 'sasl', 'mechanism'], '');
  const allowed = mechanismsOf(minor);
  if (mechanism !== undefined && !allowed.includes(mechanism)) {
    yield {
      path: ['auth', 'sasl', 'mechanism'],
      message:
        mechanism === '' ? 'is missing' : `is "${mechanism}", which is not a mechanism of this version`,
      advice: mechanismAdvice(mechanism, allowed),
      refusal,
    };
  }
  const needsLogin =
    minor < CONFIGKAFKA_SINCE || ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'].includes(mechanism ?? '');
  for (const name of needsLogin ? ['username', 'password'] : []) {
    if (settings.text(['auth', 'sasl', name], '') === '') {
      yield { path: ['auth', 'sasl', name], message: 'is missing', refusal };
    }
  }
  const version = settings.number(['auth', 'sasl', 'version'], 0);
  if (version !== undefined && (version < 0 || version > 1)) {
    yield { path: ['auth', 'sasl', 'version'], message: 'must be 0 or 1', refusal };
  }
  if (mechanism === 'AWS_MSK_IAM' && allowed.includes(mechanism)) {
    // The component sets a mechanism that its client library does not support (observed at v0.115).
    yield {
      path: ['auth', 'sasl', 'mechanism'],
      message: 'is AWS_MSK_IAM, which the client refuses',
      refusal: 'start',
    };
  }
  if (mechanism === 'OAUTHBEARER' && allowed.includes(mechanism)) yield* tokenSource(settings, context);
}

function* tokenSource(settings: SettingsReader, { extensions }: RuleContext): Generator<Complaint> {
  const path = ['auth', 'sasl', 'oauthbearer_token_source'];
  const source = settings.text(path, '');
  if (source === '') yield { path, message: 'is missing, but OAUTHBEARER needs it' };
  else if (source !== undefined && !extensions.includes(source)) {
    yield {
      path,
      message: `names the extension ${source}, which service.extensions does not start`,
      refusal: 'start',
    };
  }
}

function mechanismsOf(minor: number): string[] {
  return [
    'PLAIN',
    'SCRAM-SHA-256',
    'SCRAM-SHA-512',
    ...(minor <= MSK_IAM_UNTIL ? ['AWS_MSK_IAM'] : []),
    ...(minor >= MSK_OAUTHBEARER_SINCE ? ['AWS_MSK_IAM_OAUTHBEARER'] : []),
    ...(minor >= OAUTHBEARER_SINCE ? ['OAUTHBEARER'] : []),
  ];
}

function mechanismAdvice(mechanism: string, allowed: string[]): string {
  if (mechanism === 'AWS_MSK_IAM' && allowed.includes('AWS_MSK_IAM_OAUTHBEARER')) {
    return 'Use AWS_MSK_IAM_OAUTHBEARER.';
  }
  const same = allowed.find((each) => each.toLowerCase() === mechanism.toLowerCase());
  return same ? `Use ${same}.` : `Use one of ${allowed.join(', ')}.`;
}

function isReceiver({ component }: RuleContext): boolean {
  return component === 'receivers/kafka';
}
