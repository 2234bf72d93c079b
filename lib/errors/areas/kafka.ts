import type { ErrorEntry } from '../error-entry';

/** Errors of connections and requests to Kafka. */
export const KAFKA_ERRORS = {
  KAFKA_UNREACHABLE: {
    area: 'kafka',
    meaning:
      'Kafka cannot be reached. The name does not resolve, the connection was refused, the broker closed it, or a broker is down.',
    whatToDo:
      'Check `kafka.brokers`, security groups and routes. A listener that requires TLS or a login also closes the connection. `spillway doctor` checks the connection step by step.',
  },
  KAFKA_TIMEOUT: {
    area: 'kafka',
    meaning:
      'Kafka did not answer within `kafka.connectTimeout` or `kafka.requestTimeout`. A commit that timed out may have been stored.',
    whatToDo:
      'Check firewalls and security groups: they often drop packets silently. If the network is fine, raise the timeouts.',
  },
  KAFKA_TLS_FAILED: {
    area: 'kafka',
    meaning:
      'The TLS handshake failed. The CA is not trusted, the host name does not match the certificate, or the port is not a TLS listener.',
    whatToDo: 'Check `kafka.tls.caFile`, the host names in `kafka.brokers`, and the port.',
  },
  KAFKA_TLS_REQUIRED: {
    area: 'kafka',
    meaning: '`kafka.auth` is `AWS_MSK_IAM` and `kafka.tls` is off. MSK offers IAM on TLS listeners only.',
    whatToDo: 'Set `kafka.tls: {}` and use the IAM port of the brokers: 9098, or 9198 for public access.',
  },
  KAFKA_PASSWORD_MISSING: {
    area: 'kafka',
    meaning: '`kafka.auth` is PLAIN or SCRAM, and no password was given.',
    whatToDo: 'Check the environment variable or secret in `kafka.auth.password`.',
  },
  KAFKA_AUTH_FAILED: {
    area: 'kafka',
    meaning:
      'The broker rejected the login, the listener does not offer the mechanism, or it expects no login. With IAM: the token could not be signed. A Collector with the same settings stays up and reads nothing.',
    whatToDo:
      'Check `kafka.auth`, its secret, and the mechanisms of the listener. With IAM, check the AWS credentials.',
  },
  KAFKA_REQUEST_FAILED: {
    area: 'kafka',
    meaning: 'Kafka rejected a request for another reason. The message quotes it.',
    whatToDo: 'Check that the brokers run Kafka 2.1 or later and are healthy.',
  },
  KAFKA_BAD_ANSWER: {
    area: 'kafka',
    meaning:
      'What came back is not a response of Kafka, or is damaged: of an impossible size, cut short, longer than it should be, with counts that do not fit, with more than was asked for, or with a login that takes more work than any broker requires. Nothing of it is used.',
    whatToDo:
      'Check that `kafka.brokers` names Kafka brokers, and what lies between: a proxy, a load balancer or another service may answer on that port. `spillway doctor` checks the connection step by step.',
  },
  KAFKA_GROUP_NOT_EMPTY: {
    area: 'kafka',
    meaning: 'Kafka refused a commit because the consumer group has members.',
    whatToDo:
      'Stop every consumer of the group and wait until the group is Empty. Read the committed offsets before you try again.',
  },
  KAFKA_COMMIT_REFUSED: {
    area: 'kafka',
    meaning:
      'Kafka refused to commit the partitions that the message names. **Other partitions of the same request may be stored.**',
    whatToDo: 'Check the permissions on the group and its topics. The next tick reads the commits again.',
  },
  KAFKA_SEED_REFUSED: {
    area: 'kafka',
    meaning:
      'Spillway could not commit for idle partitions as a member of the running group. The message says why: the group is not Stable, uses another protocol, made Spillway its leader, or kept rebalancing; it took longer than 15 s; or the coordinator refused. Spillway has left the group. **Some commits may be stored.**',
    whatToDo:
      'Wait for the next tick, which tries again. If it keeps failing, check READ permission on the group and its topics, and look for a member that rejoins slowly.',
  },
  KAFKA_EXPAND_REFUSED: {
    area: 'kafka',
    meaning:
      'Kafka refused to add partitions; the message quotes it. After `REQUEST_TIMED_OUT` the partitions may have been added.',
    whatToDo:
      'Check the partition count first. Ask for more partitions than the topic has, and check ALTER permission on the topic.',
  },
  TOPIC_PATTERN_INVALID: {
    area: 'kafka',
    meaning: 'A topic of the spec begins with `^` and is not a valid regular expression of Go.',
    whatToDo: 'Use RE2 syntax, without lookahead and backreferences. The receiver reads the same pattern.',
  },
  COMMIT_NOT_CONFIRMED: {
    area: 'kafka',
    meaning:
      'Offsets were committed, and reading them back gave other values, or a consumer joined the group meanwhile. **Some of them may be stored.** The config still says `earliest`, so nothing is skipped.',
    whatToDo: 'Keep other consumers out of the group. The next tick checks again.',
  },
} as const satisfies Record<string, ErrorEntry>;
