/** What the doctor knows of one verdict without having looked: `spillway explain CODE` and docs/doctor.md show it. */
export interface VerdictInfo {
  code: string;
  /** A few words, for lists. */
  title: string;
  /** What it means, what the Collector makes of it, what to do. */
  explanation: string;
  /** What to change, as each of the two files spells it; absent where the cure is not a setting of it. */
  setting: { spec?: string; collector?: string; elsewhere?: string };
  /** Where that is known from. */
  source: string;
}

type Entry = Omit<VerdictInfo, 'code'>;

const SEEN = 'seen with Kafka 4.3.1 and Collector v0.160.0: docs/doctor.md';
const BROKERS = { spec: 'kafka.brokers', collector: 'brokers' };
const TLS = { spec: 'kafka.tls', collector: 'tls' };
const CA = { spec: 'kafka.tls.caFile', collector: 'tls.ca_file' };
const AUTH = { spec: 'kafka.auth', collector: 'auth.sasl' };
const TOPICS = { spec: 'signals.<signal>.topic', collector: '<signal>.topics, <signal>.topic' };
const GROUP = { spec: 'group', collector: 'group_id' };
const PINNED = { collector: 'protocol_version' };

const ENTRIES = {
  NAME_NOT_FOUND: {
    title: 'the host name does not resolve',
    explanation:
      'Name lookup gave no address for the broker. The Collector stays up and healthy, retries for ever, and consumes nothing. A typing error, or a name of a private zone that is not visible from this network.',
    setting: BROKERS,
    source: SEEN,
  },
  PORT_CLOSED: {
    title: 'nothing listens on the port',
    explanation:
      'The host answers, and refuses the connection: the port is wrong, the broker is down, or it listens on another interface only. Kafka has a port for each kind of listener (MSK: 9092 plaintext, 9094 TLS, 9096 SCRAM, 9098 IAM).',
    setting: BROKERS,
    source: SEEN,
  },
  NO_ANSWER: {
    title: 'no answer to the connection attempt',
    explanation:
      'Packets to the address vanish: a security group, a firewall or a missing route drops them. The Collector waits 10 seconds an attempt, and retries for ever.',
    setting: { ...BROKERS, elsewhere: 'security group of the brokers, routes, network ACL' },
    source: SEEN,
  },
  HOST_UNREACHABLE: {
    title: 'there is no route to the host',
    explanation: 'The network says that the address cannot be reached from here.',
    setting: { ...BROKERS, elsewhere: 'routes, VPC peering' },
    source: 'connect(2): EHOSTUNREACH, ENETUNREACH',
  },
  SOME_BROKERS_UNREACHABLE: {
    title: 'some of the named brokers cannot be reached',
    explanation:
      'At least one named broker answers, so clients get in; but each start may try a dead one first, and once the others are down nobody gets in.',
    setting: BROKERS,
    source: 'a client tries its brokers one after the other',
  },
  TLS_UNTRUSTED_CA: {
    title: 'the certificate is not signed by a CA that is trusted here',
    explanation:
      'The chain of the broker’s certificate does not end in the CA that is set, or, where none is set, in one of the system. Name the CA that signed it. The Collector logs "certificate signed by unknown authority" and retries.',
    setting: CA,
    source: SEEN,
  },
  TLS_CERTIFICATE_EXPIRED: {
    title: 'the certificate has expired',
    explanation:
      'The broker shows a certificate (or its chain holds one) whose time is over. Only the brokers’ side can renew it; if it was renewed, the broker has not loaded it.',
    setting: { elsewhere: 'the keystore of the broker’s listener; the clock of this machine' },
    source: SEEN,
  },
  TLS_CERTIFICATE_NOT_YET_VALID: {
    title: 'the certificate is not valid yet',
    explanation:
      'Its time begins later than this machine’s clock says. More often the clock is wrong than the certificate.',
    setting: { elsewhere: 'the clock of this machine; the keystore of the broker’s listener' },
    source: 'RFC 5280, validity',
  },
  TLS_CERTIFICATE_EXPIRES_SOON: {
    title: 'the certificate expires within 30 days',
    explanation:
      'Nothing is wrong yet. On the day, every new connection fails, while the Collector stays up and healthy.',
    setting: { elsewhere: 'renew the keystore of the broker’s listener' },
    source: 'the certificate itself',
  },
  TLS_WRONG_HOST_NAME: {
    title: 'the certificate is for another name',
    explanation:
      'The name (or address) that is dialled is not among the certificate’s subject alternative names; Go does not look at the common name. Dial a name that stands there, or have the certificate made for this one. Where only an address is known, tls.server_name_override says which name to expect.',
    setting: { spec: 'kafka.brokers', collector: 'brokers, tls.server_name_override' },
    source: SEEN,
  },
  TLS_CLIENT_CERTIFICATE_MISSING: {
    title: 'the listener asks for a client certificate',
    explanation:
      'The broker ends the connection because the client shows no certificate (ssl.client.auth=required). With TLS 1.3 the handshake looks complete first.',
    setting: { collector: 'tls.cert_file, tls.key_file' },
    source: SEEN,
  },
  TLS_CLIENT_CERTIFICATE_REFUSED: {
    title: 'the client’s certificate is refused',
    explanation:
      'The broker does not trust the CA of the client’s certificate, or it has expired. The alert that it sent says which, as far as TLS tells.',
    setting: { collector: 'tls.cert_file, tls.key_file', elsewhere: 'the truststore of the listener' },
    source: SEEN,
  },
  TLS_NOT_SPOKEN: {
    title: 'the port does not speak TLS',
    explanation: 'TLS is set, but the listener is a plaintext one. Use the TLS port, or take tls out.',
    setting: { spec: 'kafka.tls.enabled, kafka.brokers', collector: 'tls, brokers' },
    source: SEEN,
  },
  TLS_WANTED: {
    title: 'the port speaks TLS only',
    explanation:
      'TLS is not set, but the listener asks for it. Mind that `tls:` without a body is plaintext to the Collector; `tls: {}` is TLS with the system’s CAs.',
    setting: { spec: 'kafka.tls', collector: 'tls: {}' },
    source: SEEN,
  },
  TLS_SETTINGS_UNUSABLE: {
    title: 'a certificate, key or CA cannot be used',
    explanation:
      'A file is no PEM, or the key belongs to another certificate. The Collector ends at start over it, or hangs.',
    setting: { spec: 'kafka.tls.caFile', collector: 'tls.ca_file, tls.cert_file, tls.key_file' },
    source: 'configtls, v0.160.0',
  },
  TLS_FAILED: {
    title: 'the TLS handshake failed',
    explanation:
      'For a reason that has no code of its own here: no common cipher or version, or a connection that was cut.',
    setting: TLS,
    source: 'the alert or error that is quoted',
  },
  TLS_NOT_VERIFIED: {
    title: 'certificates are not looked at',
    explanation:
      'With insecure_skip_verify anybody in between can read along, the password included. Name the CA instead.',
    setting: { spec: 'kafka.tls.insecureSkipVerify', collector: 'tls.insecure_skip_verify' },
    source: 'configtls, v0.160.0',
  },
  NOT_KAFKA: {
    title: 'what answers is not Kafka',
    explanation:
      'The port is open, but ApiVersions, the first request of every client, is not answered as Kafka does.',
    setting: BROKERS,
    source: 'KIP-35',
  },
  CONNECTION_CLOSED: {
    title: 'the connection is closed at the first request',
    explanation:
      'The port takes connections and ends them without an answer: a proxy or load balancer without a broker behind it, or a broker that just starts.',
    setting: BROKERS,
    source: 'KIP-35',
  },
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
  VARIABLE_NOT_SET: {
    title: 'an environment variable of the configuration is not set here',
    explanation:
      'The configuration takes a value from ${env:NAME}, and this command has no such variable. Set it to what the task gets, and run again. The Collector takes an unset variable for an empty text.',
    setting: { elsewhere: 'the environment of this command; secrets of the task definition' },
    source: 'confmap, v0.160.0',
  },
  NOTHING_TO_EXAMINE: {
    title: 'no Kafka component is in use',
    explanation: 'No pipeline of the configurations has a kafka receiver or exporter.',
    setting: { collector: 'service.pipelines' },
    source: 'the configuration itself',
  },
  SECRET_UNREADABLE: {
    title: 'the password of the spec cannot be had here',
    explanation:
      'The environment variable or the secret that kafka.auth.password names is not there, or may not be read by whoever runs this.',
    setting: { spec: 'kafka.auth.password' },
    source: 'docs/errors.md, SECRET_MISSING',
  },
  FILE_UNREADABLE: {
    title: 'a file that the configuration names cannot be read here',
    explanation:
      'The CA, certificate or key is not where the configuration says. Mind that the path is one inside the container.',
    setting: { spec: 'kafka.tls.caFile', collector: 'tls.ca_file, tls.cert_file, tls.key_file' },
    source: 'configtls, v0.160.0',
  },
  REQUEST_FAILED: {
    title: 'a question was not answered',
    explanation:
      'The broker closed the connection, was silent, or does not have the request. What depends on the answer is left out.',
    setting: { elsewhere: 'the broker’s log' },
    source: 'the error that is quoted',
  },
  TOPIC_MISSING: {
    title: 'the topic does not exist',
    explanation:
      'The receiver waits for it, consumes nothing, and says so at INFO only. The exporter makes it with the brokers’ defaults, if the brokers allow that and allow_auto_topic_creation is on: often with one partition, which caps the processing tier at one task. Make it by hand, with the partitions you want.',
    setting: TOPICS,
    source: SEEN,
  },
  TOPIC_DESCRIBE_DENIED: {
    title: 'no right to describe the topic',
    explanation:
      'Without DESCRIBE (which READ and WRITE include) brokers say nothing of the topic, not even whether it exists.',
    setting: { ...TOPICS, elsewhere: 'ACL: READ (processing) or WRITE (ingestion) on the topic' },
    source: SEEN,
  },
  TOPIC_READ_DENIED: {
    title: 'no right to read the topic',
    explanation:
      'The topic may be described, not read: the receiver joins its group, is assigned partitions, and every fetch fails.',
    setting: { elsewhere: 'ACL: READ on the topic' },
    source: SEEN,
  },
  TOPIC_WRITE_DENIED: {
    title: 'no right to write to the topic',
    explanation: 'The topic may be described, not written: the exporter drops what it is given.',
    setting: { elsewhere: 'ACL: WRITE on the topic' },
    source: 'authorized operations of Metadata',
  },
  TOPIC_LEADERLESS: {
    title: 'partitions without a leader',
    explanation: 'Nothing can be read from or written to them until one of their replicas is back.',
    setting: { elsewhere: 'the brokers' },
    source: 'Metadata',
  },
  TOPIC_PATTERN_MATCHES_NOTHING: {
    title: 'the pattern matches no topic',
    explanation:
      'A topic that begins with ^ is a regular expression. No topic that this login may describe matches it.',
    setting: { spec: 'signals.<signal>.topic', collector: '<signal>.topics' },
    source: 'kafkareceiver, v0.160.0',
  },
  REPLICATION_SINGLE: {
    title: 'one copy only',
    explanation:
      'With a replication factor of 1 the records of a broker are gone with it, and while it restarts its partitions take and give nothing.',
    setting: { elsewhere: 'replication factor of the topic: 3' },
    source: 'Kafka documentation, topic design',
  },
  MIN_INSYNC_TOO_HIGH: {
    title: 'min.insync.replicas cannot be met',
    explanation:
      'With required_acks all, a write needs min.insync.replicas copies, and the topic has fewer in sync (or fewer at all): every write is refused with NOT_ENOUGH_REPLICAS, and retried until the queue is full.',
    setting: {
      elsewhere: 'min.insync.replicas of the topic, its replication factor, the brokers that are down',
    },
    source: 'Kafka documentation, min.insync.replicas',
  },
  MIN_INSYNC_NO_SPARE: {
    title: 'no broker may be away',
    explanation:
      'min.insync.replicas equals the replication factor: with required_acks all, ingestion stops whenever a single broker restarts. One less is the usual choice.',
    setting: { elsewhere: 'min.insync.replicas of the topic' },
    source: 'Kafka documentation, min.insync.replicas',
  },
  ACKS_NOT_ALL: {
    title: 'writes are acknowledged by the leader alone',
    explanation:
      'Records that were acknowledged are lost when the leader goes before the followers have them. required_acks: -1 waits for all in sync; the exporter’s default is 1.',
    setting: { collector: 'producer.required_acks' },
    source: 'kafkaexporter, v0.160.0',
  },
  MESSAGE_LIMIT_ABOVE_BROKER: {
    title: 'the exporter may send more than the topic takes',
    explanation:
      'Records between the topic’s max.message.bytes and the exporter’s max_message_bytes are refused with MESSAGE_TOO_LARGE, and dropped: no retry helps.',
    setting: { collector: 'producer.max_message_bytes', elsewhere: 'max.message.bytes of the topic' },
    source: 'docs/collector-facts.md',
  },
  GROUP_DENIED: {
    title: 'no right to the group',
    explanation:
      'A consumer needs READ on its group. Without it the receiver finds no coordinator, joins nothing, and consumes nothing.',
    setting: { ...GROUP, elsewhere: 'ACL: READ on the group' },
    source: SEEN,
  },
  GROUP_OTHER_PROTOCOL: {
    title: 'the group is used with another protocol',
    explanation:
      'The Collector joins with the classic protocol. Members of the group that use the newer one (KIP-848), or a group of Kafka Connect, keep it out: somebody else consumes under this name.',
    setting: GROUP,
    source: 'docs/errors.md, GROUP_PROTOCOL_UNSUPPORTED',
  },
  COORDINATOR_UNAVAILABLE: {
    title: 'the group has no coordinator',
    explanation:
      'The brokers name no coordinator for the group: __consumer_offsets has partitions without a leader, or cannot be made (its replication factor is above the number of brokers).',
    setting: { elsewhere: 'the brokers: __consumer_offsets' },
    source: 'FindCoordinator',
  },
  ADVERTISED_UNREACHABLE: {
    title: 'a broker advertises an address that cannot be reached from here',
    explanation:
      'The named brokers are only the way in. Each broker then tells clients where to find it, and this address does not lead there from here: advertised.listeners names an internal address, or a port that is not forwarded.',
    setting: { ...BROKERS, elsewhere: 'advertised.listeners of the brokers; DNS and routes here' },
    source: SEEN,
  },
  CLOCK_AHEAD: {
    title: 'records are stamped ahead of this clock',
    explanation:
      'Times of records tell how far behind a group is, and when retention deletes them. Let the broker stamp them (message.timestamp.type=LogAppendTime), or set the clocks.',
    setting: {
      elsewhere:
        'message.timestamp.type=LogAppendTime of the topic; the clocks of the ingestion tier and of this machine',
    },
    source: 'docs/how-it-decides.md',
  },
  LEADERS_UNEVEN: {
    title: 'one broker leads most partitions',
    explanation:
      'It carries most of the traffic while others idle. Kafka moves leaders back by itself after a restart, if it is let (auto.leader.rebalance.enable).',
    setting: { elsewhere: 'kafka-leader-election, kafka-reassign-partitions' },
    source: 'Metadata',
  },
  PARTITIONS_UNEVEN: {
    title: 'one partition holds most records',
    explanation:
      'A drain lasts as long as its longest partition, and more tasks do not help. With trace routing an odd key (an empty trace ID, one giant trace) does this.',
    setting: { collector: 'partition_traces_by_id, record_partitioner' },
    source: 'ListOffsets',
  },
  PARAMETER_MISSING: {
    title: 'the live configuration is not stored',
    explanation: 'No task can start, and the controller has nothing to edit.',
    setting: { spec: 'aws.prefix' },
    source: 'docs/errors.md, CONFIG_PARAMETER_MISSING',
  },
  SERVICE_MISSING: {
    title: 'the ECS service is not there',
    explanation: 'Cluster or service has another name, or lives in another region or account.',
    setting: { spec: 'tiers.processing.cluster, tiers.processing.service' },
    source: 'docs/errors.md, ECS_SERVICE_MISSING',
  },
  AWS_DENIED: {
    title: 'AWS does not allow the call',
    explanation:
      'Credentials are missing, expired, or not allowed to do this. docs/operations.md lists the rights that the controller needs.',
    setting: { elsewhere: 'IAM policy of whoever runs this' },
    source: 'docs/operations.md, rights',
  },
  AWS_UNREACHABLE: {
    title: 'AWS does not answer',
    explanation:
      'In a VPC an interface endpoint or a NAT gateway is missing; elsewhere the region or AWS_ENDPOINT_URL is wrong.',
    setting: { spec: 'aws.region', elsewhere: 'VPC endpoints' },
    source: 'docs/errors.md',
  },
  AWS_FAILED: {
    title: 'an AWS call failed',
    explanation: 'Throttled, or refused by a rule that the message names.',
    setting: { spec: 'aws' },
    source: 'docs/errors.md',
  },
  NOT_LOOKED_AT: {
    title: 'left out',
    explanation:
      'An earlier fault makes the check pointless, nothing asks for it, or there is no way to look without an effect. The line says which.',
    setting: {},
    source: 'docs/doctor.md',
  },
} as const satisfies Record<string, Entry>;

export type VerdictCode = keyof typeof ENTRIES;

/** All verdicts, in the order in which the doctor comes to them. */
export const VERDICTS: readonly VerdictInfo[] = Object.entries(ENTRIES).map(([code, entry]) => ({
  code,
  ...entry,
}));

export function verdictInfo(code: VerdictCode): VerdictInfo {
  return { code, ...ENTRIES[code] };
}
