import type { ConfigPath } from '../config/config-document';

/** A setting that differs between a Collector configuration and the pipeline spec. */
export interface LiveDifference {
  what: 'brokers' | 'group' | 'topics' | 'protocol_version' | 'auth' | 'tls' | 'client_id';
  /** `kafka` or `kafka/<name>`. */
  receiver: string;
  /** The line in the configuration, counted from 1. */
  line: number;
  /** From the top of the configuration. */
  path: ConfigPath;
  /**
   * The value in the configuration, as text: `kafka-9:9092`, `PLAIN as reader`, `traces from otlp_spans`. Never a
   * password.
   */
  live: string;
  /** The value in the spec, as text. */
  spec: string;
  /**
   * Whether this difference alone makes the receiver read nothing that the spec watches, in the spec's group. False for
   * a value that the task's environment may override.
   */
  explains: boolean;
}
