import type { Connection, Login } from './target';

/** Operations that the authorizer of the broker allows (`READ`, `WRITE`, `DESCRIBE`, …). */
export type Rights = readonly string[] | 'unknown';

export interface Certificate {
  subject: string;
  issuer: string;
  /** Subject alternative names, such as `DNS:kafka-1.internal` and `IP Address:10.0.0.1`. */
  names: string[];
  validFromMs: number;
  validToMs: number;
}

export type TlsProblem =
  | { kind: 'untrusted'; said: string }
  | { kind: 'expired' }
  | { kind: 'not-yet-valid' }
  | { kind: 'wrong-name'; host: string }
  /** The server ended the handshake with an alert, such as `bad certificate`. */
  | { kind: 'alert'; said: string }
  | { kind: 'not-spoken'; said: string }
  | { kind: 'bad-settings'; said: string }
  | { kind: 'failed'; said: string };

/** The outcome of a connection attempt to one address. `end` is the step at which it ended; `kafka` means success. */
export type ConnectionResult =
  | { end: 'name'; error: string }
  | { end: 'tcp'; ip: string; error: 'refused' | 'silent' | 'unreachable'; afterMs: number; said: string }
  | { end: 'tls'; ip: string; problem: TlsProblem; certificate?: Certificate }
  | { end: 'protocol'; ip: string; problem: 'closed' | 'silent' | 'garbled' | 'tls-wanted'; said: string }
  | { end: 'kafka'; ip: string; node: ProbeNode; certificate?: Certificate };

/** The outcome of a login. `step` is the number of the response that rejected it, from 1. */
export type LoginOutcome =
  | { ok: true }
  | { ok: false; kind: 'not-offered'; mechanisms: string[] }
  | { ok: false; kind: 'not-expected' }
  | { ok: false; kind: 'refused'; step: number; said: string }
  | { ok: false; kind: 'no-token'; said: string }
  | { ok: false; kind: 'broken'; said: string };

export interface BrokerView {
  nodeId: number;
  host: string;
  port: number;
}

export interface PartitionView {
  partition: number;
  /** −1 if there is no leader. */
  leader: number;
  replicas: number;
  inSync: number;
}

export interface TopicView {
  topic: string;
  /** Kafka's error code; 0 if there is no error. */
  errorCode: number;
  rights: Rights;
  partitions: PartitionView[];
}

export interface ClusterView {
  brokers: BrokerView[];
  controllerId: number;
  rights: Rights;
}

export interface GroupView {
  errorCode: number;
  state: string;
  protocolType: string;
  members: number;
  rights: Rights;
}

export interface ConfigAnswer {
  name: string;
  errorCode: number;
  values: ReadonlyMap<string, string>;
}

export interface OffsetView {
  topic: string;
  partition: number;
  errorCode: number;
  timestampMs: bigint;
  offset: bigint;
}

/** One connected broker. All requests are read-only. They reject with a `ProbeFailure`. */
export interface ProbeNode {
  address: string;
  /** Supported versions by API key, from ApiVersions. */
  versions: ReadonlyMap<number, { min: number; max: number }>;
  login(login: Login): Promise<LoginOutcome>;
  metadata(topics: readonly string[] | 'all'): Promise<ClusterView & { topics: TopicView[] }>;
  coordinator(groupId: string): Promise<BrokerView & { errorCode: number }>;
  group(groupId: string): Promise<GroupView>;
  /** `Classic`, `Consumer` (KIP-848) or `Share`; `unknown` if the broker does not list the group or is too old. */
  groupKind(groupId: string): Promise<string>;
  configs(
    resources: readonly { kind: 'topic' | 'broker'; name: string; keys: readonly string[] }[],
  ): Promise<ConfigAnswer[]>;
  /** @param atMs a timestamp; −1 for the end of the log, −2 for its start */
  offsets(atMs: bigint, partitions: readonly { topic: string; partition: number }[]): Promise<OffsetView[]>;
  close(): void;
}

/** A request that failed, timed out, or is not supported. */
export class ProbeFailure extends Error {
  constructor(
    readonly kind: 'closed' | 'silent' | 'garbled' | 'unsupported',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export interface KafkaProbe {
  /** Connects to one address: name lookup, TCP, TLS, ApiVersions. Does not log in. Never rejects. */
  connect(address: string, connection: Connection): Promise<ConnectionResult>;
  /**
   * Compiles a receiver's topic pattern to a predicate on topic names.
   *
   * @throws SpillwayError `TOPIC_PATTERN_INVALID`
   */
  topicMatcher(pattern: string): Promise<(topic: string) => boolean>;
  /** Closes all connections. */
  close(): void;
}
