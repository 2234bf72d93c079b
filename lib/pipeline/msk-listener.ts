import type { SpecConflict } from './spec-conflict';

/** MSK's listeners, on ports 9092, 9094, 9096 and 9098. */
export const MSK_LISTENERS = ['plaintext', 'tls', 'scram', 'iam'] as const;
export type MskListener = (typeof MSK_LISTENERS)[number];

/** The settings of `kafka` that determine the listener. */
interface LoginSettings {
  auth: { mechanism: 'none' | 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'AWS_MSK_IAM' };
  tls: { enabled: boolean };
}

/** The listener for these settings. If there is none, the key of `kafka` that does not fit, and what it should be. */
export type MskListenerChoice =
  | { kind: 'listener'; listener: MskListener }
  | { kind: 'none'; path: string[]; expected: string };

/**
 * The listener of a cluster that accepts a login. MSK has no listener for PLAIN or SCRAM-SHA-256, and accepts SCRAM only
 * over TLS: https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html
 */
export function mskListenerFor({ auth, tls }: LoginSettings): MskListenerChoice {
  switch (auth.mechanism) {
    case 'none':
      return { kind: 'listener', listener: tls.enabled ? 'tls' : 'plaintext' };
    case 'AWS_MSK_IAM':
      return { kind: 'listener', listener: 'iam' };
    case 'SCRAM-SHA-512':
      if (tls.enabled) return { kind: 'listener', listener: 'scram' };
      return {
        kind: 'none',
        path: ['tls'],
        expected: 'expected tls: {} with brokers from MSK, which accepts SCRAM over TLS only',
      };
    case 'PLAIN':
    case 'SCRAM-SHA-256':
      return {
        kind: 'none',
        path: ['brokers'],
        expected: `is missing, expected a list of host:port, or another login, because MSK has no listener for ${auth.mechanism}, only for SCRAM-SHA-512 and AWS_MSK_IAM`,
      };
  }
}

/** Why there are no brokers: neither the spec nor MSK has them. */
export function mskConflicts({
  kafka,
  deploy,
}: {
  kafka: LoginSettings & { brokers: string[] };
  deploy: { msk?: object | undefined };
}): SpecConflict[] {
  if (kafka.brokers.length > 0) return [];
  if (!deploy.msk) {
    const message =
      'is missing, expected a list of host:port, or deploy.msk.clusterArn to get the brokers from MSK';
    return [{ path: ['kafka', 'brokers'], message }];
  }
  const choice = mskListenerFor(kafka);
  return choice.kind === 'none' ? [{ path: ['kafka', ...choice.path], message: choice.expected }] : [];
}
