import { REPRODUCED, type VerdictEntry } from './verdict-entry';

const TLS = { spec: 'kafka.tls', collector: 'tls' } as const;
const AUTH = { spec: 'kafka.auth', collector: 'auth.sasl' } as const;
const PINNED = { collector: 'protocol_version' } as const;

/** Verdicts on protocol_version and on the login. */
export const LOGIN_VERDICTS = {
  PROTOCOL_VERSION_TOO_NEW: {
    severity: 'fault',
    title: 'protocol_version is newer than the brokers',
    explanation:
      'The Kafka client of the Collector uses protocol_version both as its lowest and as its highest version. Every request that the brokers do not support in that version fails. A client pinned to 4.2 joins its group on Kafka 4.0, cannot fetch its offsets, and consumes nothing.',
    whatToDo: 'Remove protocol_version. Client and broker then negotiate the version.',
    setting: PINNED,
    source: REPRODUCED,
  },
  PROTOCOL_VERSION_TOO_OLD: {
    severity: 'fault',
    title: 'protocol_version is older than the brokers support',
    explanation:
      'Kafka 4 dropped the oldest versions of most requests (KIP-896). A client that is pinned to one of them cannot talk to these brokers at all.',
    whatToDo: 'Remove protocol_version. Client and broker then negotiate the version.',
    setting: PINNED,
    source: REPRODUCED,
  },
  PROTOCOL_VERSION_UNKNOWN: {
    severity: 'fault',
    title: 'the Collector does not know this protocol_version',
    explanation: 'Collector v0.160.0 knows Kafka 0.8.0 to 4.2. With any other value it does not start.',
    whatToDo: 'Remove protocol_version. Client and broker then negotiate the version.',
    setting: PINNED,
    source: 'franz-go v1.21.6, pkg/kversion',
  },
  PROTOCOL_VERSION_PINNED: {
    severity: 'advice',
    title: 'protocol_version is pinned',
    explanation:
      'The version works with these brokers, but pinning it has no benefit. An upgrade of the brokers can break the tier.',
    whatToDo: 'Remove protocol_version. Client and broker then negotiate the version.',
    setting: PINNED,
    source: 'docs/collector-facts.md',
  },
  SASL_MECHANISM_NOT_OFFERED: {
    severity: 'fault',
    title: 'the listener does not offer this SASL mechanism',
    explanation:
      'The broker lists the mechanisms that it accepts on this port. The configured one is not among them.',
    whatToDo: 'Use a mechanism that the message lists, or the port of the listener that offers yours.',
    setting: { spec: 'kafka.auth.mechanism', collector: 'auth.sasl.mechanism' },
    source: REPRODUCED,
  },
  SASL_NOT_EXPECTED: {
    severity: 'fault',
    title: 'the listener does not accept a login',
    explanation: 'A login is configured, but the listener does not use SASL.',
    whatToDo: 'Use the port of a SASL listener, or remove the login.',
    setting: { spec: 'kafka.auth, kafka.brokers', collector: 'auth, brokers' },
    source: REPRODUCED,
  },
  SASL_REQUIRED: {
    severity: 'fault',
    title: 'the listener requires a login',
    explanation:
      'No login is configured, and the broker closes the connection at the first request after ApiVersions. This is how a SASL listener rejects a client that does not log in.',
    whatToDo: 'Configure the mechanism, the user name and the password.',
    setting: AUTH,
    source: REPRODUCED,
  },
  SASL_WRONG_PASSWORD: {
    severity: 'fault',
    title: 'the password is wrong',
    explanation:
      'SCRAM has two steps. The broker accepted the user name in the first step and rejected the proof of the password in the second.',
    whatToDo: 'Correct the password, or set a new one for this user with kafka-configs.',
    setting: { spec: 'kafka.auth.password', collector: 'auth.sasl.password' },
    source: REPRODUCED,
  },
  SASL_UNKNOWN_USER: {
    severity: 'fault',
    title: 'the user does not exist',
    explanation:
      'SCRAM has two steps. The broker rejected the user name in the first step, before any proof of a password. It has no credentials for this user and mechanism. A user can have credentials for SCRAM-SHA-256 and none for SCRAM-SHA-512.',
    whatToDo: 'Correct the user name, or create credentials for this user and mechanism with kafka-configs.',
    setting: { spec: 'kafka.auth.username', collector: 'auth.sasl.username' },
    source: REPRODUCED,
  },
  SASL_USER_OR_PASSWORD: {
    severity: 'fault',
    title: 'the user name or the password is wrong',
    explanation:
      'With PLAIN, the broker gives the same response for an unknown user and for a wrong password. A client cannot tell them apart.',
    whatToDo: 'Check both against what the brokers have. Their log can tell which of the two is wrong.',
    setting: {
      spec: 'kafka.auth.username, kafka.auth.password',
      collector: 'auth.sasl.username, auth.sasl.password',
    },
    source: REPRODUCED,
  },
  SASL_TOKEN_REFUSED: {
    severity: 'fault',
    title: 'the brokers reject the IAM token',
    explanation:
      'The brokers did not accept the signed token. The role lacks kafka-cluster:Connect, the token is for another region, or the clock of this machine is wrong.',
    whatToDo: 'Allow the role kafka-cluster:Connect on the cluster, and check the region and the clock.',
    setting: {
      spec: 'kafka.auth.region',
      collector: 'auth.sasl.aws_msk.region',
      elsewhere: 'IAM policy of the role',
    },
    source: 'RFC 7628',
  },
  SASL_NO_TOKEN: {
    severity: 'fault',
    title: 'doctor cannot log in from here',
    explanation:
      'There are no AWS credentials here, or doctor does not support the mechanism (OAUTHBEARER of an extension, Kerberos).',
    whatToDo:
      'For AWS_MSK_IAM, run doctor with the credentials of the task. For the other mechanisms, check the login with the Kafka command line tools.',
    setting: AUTH,
    source: 'aws-msk-iam-sasl-signer-js',
  },
  SASL_WITHOUT_TLS: {
    severity: 'advice',
    title: 'the password is sent without TLS',
    explanation:
      'PLAIN sends the password in clear text. SCRAM sends enough to try passwords offline. Anyone on the network path can record it.',
    whatToDo: 'Use the SASL_SSL listener and enable TLS.',
    setting: TLS,
    source: 'RFC 4616, RFC 5802',
  },
} as const satisfies Record<string, VerdictEntry>;
