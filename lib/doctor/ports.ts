import type { Connection, Login } from './target';

/** Operations that a login may do (`READ`, `WRITE`, `DESCRIBE`, …), as the broker's authorizer tells. */
export type Rights = readonly string[] | 'unknown';

export interface Certificate {
  subject: string;
  issuer: string;
  /** Its subject alternative names, such as `DNS:kafka-1.internal` and `IP Address:10.0.0.1`. */
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

/** How far the way to one address goes. */
export type Way =
  | { end: 'name'; error: string }
  | { end: 'tcp'; ip: string; error: 'refused' | 'silent' | 'unreachable'; afterMs: number; said: string }
  | { end: 'tls'; ip: string; problem: TlsProblem; certificate?: Certificate }
  | { end: 'protocol'; ip: string; problem: 'closed' | 'silent' | 'garbled' | 'tls-wanted'; said: string }
  | { end: 'kafka'; ip: string; node: ProbeNode; certificate?: Certificate };

/** What a login came to; `step` counts the broker's answers, from 1. */
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
  /** −1 where there is none. */
  leader: number;
  replicas: number;
  inSync: number;
}

export interface TopicView {
  topic: string;
  /** Kafka's error code; 0 for none. */
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

/** One broker, connected. Every question reads; none has an effect. Questions reject with a `ProbeFailure`. */
export interface ProbeNode {
  address: string;
  /** Versions by api key, as ApiVersions tells them. */
  versions: ReadonlyMap<number, { min: number; max: number }>;
  login(login: Login): Promise<LoginOutcome>;
  metadata(topics: readonly string[] | 'all'): Promise<ClusterView & { topics: TopicView[] }>;
  coordinator(groupId: string): Promise<BrokerView & { errorCode: number }>;
  group(groupId: string): Promise<GroupView>;
  /** `Classic`, `Consumer` (KIP-848) or `Share`; `unknown` where the broker does not list it, or is too old to tell. */
  groupKind(groupId: string): Promise<string>;
  configs(
    resources: readonly { kind: 'topic' | 'broker'; name: string; keys: readonly string[] }[],
  ): Promise<ConfigAnswer[]>;
  /** −1 for the end of the log, −2 for its start. */
  offsets(atMs: bigint, partitions: readonly { topic: string; partition: number }[]): Promise<OffsetView[]>;
  close(): void;
}

/** A question that was not answered. */
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
  /** Goes the way to one address: name lookup, TCP, TLS, ApiVersions. Never rejects, never logs in. */
  walk(address: string, connection: Connection): Promise<Way>;
  /**
   * Says whether a topic's name matches a receiver's pattern.
   *
   * @throws SpillwayError `TOPIC_PATTERN_INVALID`
   */
  topicMatcher(pattern: string): Promise<(topic: string) => boolean>;
  /** Ends every connection that was opened. */
  close(): void;
}
