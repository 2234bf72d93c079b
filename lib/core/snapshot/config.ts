import type { InitialOffset } from '../../pipeline';

/** The live Collector config as it was observed, as far as decisions need it. */
export interface ObservedConfig {
  text: string;
  version: number;
  /** When that version was stored, epoch milliseconds. */
  lastModifiedMs: number;
  /** What it says; `latest`, the dangerous one, where that cannot be read. */
  initialOffset: InitialOffset;
  /** Why it is not the config of this group and these topics; `undefined` when it is. */
  mismatch: string | undefined;
  /** Why initial_offset cannot be read or changed in place; `undefined` when it can. */
  editProblem: string | undefined;
  /** How it differs from the template it was deployed with, and since when; absent where it does not. */
  drift?: { paths: readonly string[]; sinceMs: number } | undefined;
  /** `client_id` of the receivers; empty where it is the default, which proves nothing. */
  clientIds: readonly string[];
  /** Members that one task brings into the group: one for each receiver and signal. */
  membersPerTask: number;
  /** How it differs from the spec (brokers, login, versions, ...), those that explain silence first, a sentence each. */
  differences: readonly string[];
  /** How long a record can stay in processors before it reaches the export queue. */
  processorsMs: number;
  /** How long it can be retried after that; `unbounded` where the exporter never gives up. */
  retryMs: number | 'unbounded' | 'unknown';
}
