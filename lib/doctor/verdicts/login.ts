import { SEEN, type VerdictEntry } from './verdict-entry';

const TLS = { spec: 'kafka.tls', collector: 'tls' } as const;
const AUTH = { spec: 'kafka.auth', collector: 'auth.sasl' } as const;
const PINNED = { collector: 'protocol_version' } as const;

/** Verdicts of protocol_version and of the login. */
export const LOGIN_VERDICTS = {
  PROTOCOL_VERSION_TOO_NEW: {
    title: 'protocol_version is above what the brokers speak',
    explanation:
      'The Collector’s client takes protocol_version for the lowest and for the highest version that it speaks. Requests that the brokers do not have in that version fail, always. A client pinned to 4.2 joins its group on Kafka 4.0, and then cannot fetch its offsets: nothing is consumed. Take the setting out: client and broker then agree by themselves.',
    setting: PINNED,
    source: SEEN,
  },
  PROTOCOL_VERSION_TOO_OLD: {
    title: 'protocol_version is below what the brokers still speak',
    explanation:
      'Kafka 4 dropped the oldest versions of most requests (KIP-896). Pinned to one of them, the client cannot talk to these brokers at all. Take the setting out.',
    setting: PINNED,
    source: SEEN,
  },
  PROTOCOL_VERSION_UNKNOWN: {
    title: 'protocol_version is none that the Collector knows',
    explanation: 'The Collector v0.160.0 knows Kafka 0.8.0 to 4.2 and refuses any other: it does not start.',
    setting: PINNED,
    source: 'franz-go v1.21.6, pkg/kversion',
  },
  PROTOCOL_VERSION_PINNED: {
    title: 'protocol_version is pinned',
    explanation:
      'It fits these brokers, and serves no purpose: without it, client and broker agree by themselves, and an upgrade of the brokers cannot break the tier.',
    setting: PINNED,
    source: 'docs/collector-facts.md',
  },
  SASL_MECHANISM_NOT_OFFERED: {
    title: 'the listener does not take this mechanism',
    explanation:
      'The broker names the mechanisms that it takes on this port, and the one that is set is not among them.',
    setting: { spec: 'kafka.auth.mechanism', collector: 'auth.sasl.mechanism' },
    source: SEEN,
  },
  SASL_NOT_EXPECTED: {
    title: 'the listener takes no login',
    explanation:
      'A login is set, and the listener is one without SASL. Use the SASL port, or take the login out.',
    setting: { spec: 'kafka.auth, kafka.brokers', collector: 'auth, brokers' },
    source: SEEN,
  },
  SASL_REQUIRED: {
    title: 'the listener asks for a login',
    explanation:
      'No login is set, and the broker closes the connection at the first request after ApiVersions: that is how a SASL listener says no.',
    setting: AUTH,
    source: SEEN,
  },
  SASL_WRONG_PASSWORD: {
    title: 'the password is wrong',
    explanation:
      'SCRAM has two steps. The broker knew the user in the first one, and refused the proof of the password in the second.',
    setting: { spec: 'kafka.auth.password', collector: 'auth.sasl.password' },
    source: SEEN,
  },
  SASL_UNKNOWN_USER: {
    title: 'the user is unknown',
    explanation:
      'SCRAM has two steps. The broker refused the user’s name in the first one, before any proof of a password: it has no credentials of this user for this mechanism. A user may have them for SCRAM-SHA-256 and not for SCRAM-SHA-512.',
    setting: { spec: 'kafka.auth.username', collector: 'auth.sasl.username' },
    source: SEEN,
  },
  SASL_USER_OR_PASSWORD: {
    title: 'user or password is wrong',
    explanation:
      'With PLAIN the broker answers an unknown user and a wrong password alike, so nobody can tell them apart from outside.',
    setting: {
      spec: 'kafka.auth.username, kafka.auth.password',
      collector: 'auth.sasl.username, auth.sasl.password',
    },
    source: SEEN,
  },
  SASL_TOKEN_REFUSED: {
    title: 'the token is refused',
    explanation:
      'The brokers did not take the signed token: the role has no kafka-cluster:Connect, the region is another one, or the clock is off.',
    setting: {
      spec: 'kafka.auth.region',
      collector: 'auth.sasl.aws_msk.region',
      elsewhere: 'IAM policy of the role',
    },
    source: 'RFC 7628',
  },
  SASL_NO_TOKEN: {
    title: 'there is nothing to log in with here',
    explanation:
      'No AWS credentials are at hand here, or the mechanism is one that the doctor cannot play (an extension’s tokens, Kerberos).',
    setting: AUTH,
    source: 'aws-msk-iam-sasl-signer-js',
  },
  SASL_WITHOUT_TLS: {
    title: 'the password goes over the wire without TLS',
    explanation: 'PLAIN sends it readable; SCRAM sends enough to guess it from. Use the SASL_SSL listener.',
    setting: TLS,
    source: 'RFC 4616, RFC 5802',
  },
} as const satisfies Record<string, VerdictEntry>;
