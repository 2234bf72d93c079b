import type { ConfigPath } from '../config/config-document';

/** One thing in which a Collector configuration and the pipeline spec disagree. */
export interface LiveDifference {
  what: 'brokers' | 'group' | 'topics' | 'protocol_version' | 'auth' | 'tls' | 'client_id';
  /** `kafka` or `kafka/<name>`. */
  receiver: string;
  /** In the configuration, from 1. */
  line: number;
  /** From the top of the configuration. */
  path: ConfigPath;
  /** What the configuration says, for people: `kafka-9:9092`, `PLAIN as reader`, `traces from otlp_spans`. No password. */
  live: string;
  /** What the spec says, likewise. */
  spec: string;
  /**
   * Is this alone enough for the receiver to read nothing of what the spec watches, as the spec's group? A value that the
   * task's environment may replace explains nothing.
   */
  explains: boolean;
}
