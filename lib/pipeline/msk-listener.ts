/** MSK's ways in, each a port with brokers' addresses of its own: 9092, 9094, 9096 and 9098. */
export const MSK_LISTENERS = ['plaintext', 'tls', 'scram', 'iam'] as const;
export type MskListener = (typeof MSK_LISTENERS)[number];

/** As much of `kafka` as says how one logs in. */
interface LoginSettings {
  auth: { mechanism: 'none' | 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'AWS_MSK_IAM' };
  tls: { enabled: boolean };
}

/** The listener for a login, or the key of `kafka` that MSK has none for and what is expected of it. */
export type MskListenerChoice =
  | { kind: 'listener'; listener: MskListener }
  | { kind: 'none'; path: string[]; expected: string };

/**
 * Which of a cluster's listeners a login goes to. MSK has none for PLAIN and for SCRAM-SHA-256, and takes SCRAM over TLS
 * only: https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html
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
        expected: 'expected tls: {} with brokers from MSK, which takes SCRAM over TLS only',
      };
    case 'PLAIN':
    case 'SCRAM-SHA-256':
      return {
        kind: 'none',
        path: ['brokers'],
        expected: `is missing, expected a list of host:port, or another login: MSK has no listener for ${auth.mechanism}, only for SCRAM-SHA-512 and AWS_MSK_IAM`,
      };
  }
}
