import type { InitialOffset } from '../../pipeline';

/** The parts of the live Collector config that decisions depend on. */
export interface ObservedConfig {
  text: string;
  version: number;
  /** When that version was stored, epoch milliseconds. */
  lastModifiedMs: number;
  /** Counts as `latest`, the dangerous value, if it cannot be read. */
  initialOffset: InitialOffset;
  /** Why the config does not read this group and these topics; `undefined` if it does. */
  mismatch: string | undefined;
  /** Why initial_offset cannot be read or changed in place; `undefined` if it can. */
  editProblem: string | undefined;
  /** The paths in which the config differs from the deployed template, and since when; absent if it does not differ. */
  drift?: { paths: readonly string[]; sinceMs: number } | undefined;
  /** `client_id` of the receivers; empty if it is the default, because the default identifies nobody. */
  clientIds: readonly string[];
  /** Group members per task: one for each receiver and signal. */
  membersPerTask: number;
  /**
   * Differences from the spec (brokers, login, versions), one sentence each. Those that can keep tasks from reading come
   * first.
   */
  differences: readonly string[];
  /** How long a record can stay in processors before it reaches an export queue. */
  processorsMs: number;
  /** The tail_sampling processor that limits a task most; absent without one. */
  sampling?: SamplingLimit | undefined;
  /** How long an exporter retries after that; `unbounded` if it never gives up. */
  retryMs: number | 'unbounded' | 'unknown';
}

/** With `block_on_overflow`, a task that holds `numTraces` traces reads no further until one is decided. */
export interface SamplingLimit {
  /** Component id: `tail_sampling`. */
  processor: string;
  numTraces: number;
  decisionWaitMs: number;
  /** `numTraces` / `decision_wait`: what one task takes at most. */
  tracesPerSecond: number;
}
