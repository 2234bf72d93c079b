import type { InitialOffset, Policy, Signal } from '../../pipeline';
import type { KafkaSnapshot } from '../snapshot/kafka';
import type { ServiceSnapshot } from '../snapshot/service';
import type { Asked } from '../vocabulary/gates';
import type { Bottleneck } from './bottleneck';
import type { Layout } from './layout';
import type { UnsentTasks } from './unsent-tasks';

/** The live config as far as decisions need it. */
export interface StoredConfig {
  /** What it says; `latest`, the dangerous one, where that cannot be read. */
  initialOffset: InitialOffset;
  version: number;
  /** When that version was stored, epoch milliseconds. */
  lastModifiedMs: number;
  /** Why it is not the config of this group and these topics; `undefined` when it is. */
  mismatch: string | undefined;
  /** Why initial_offset cannot be read or changed in place; `undefined` when it can. */
  editProblem: string | undefined;
  /** What it has otherwise than the template it was deployed with, and since when; absent where that is nothing. */
  drift?: { paths: readonly string[]; sinceMs: number } | undefined;
}

/** What the questions of one tick are asked about: what was observed, and what the state remembers. */
export interface Situation {
  nowMs: number;
  kafka: KafkaSnapshot;
  service: ServiceSnapshot;
  config: StoredConfig;
  /** Topics or patterns of the spec, one a signal: each task is one group member a signal. */
  topics: readonly { signal: Signal; topic: string }[];
  /** What the spec says of a signal's retention, in ms: believed where the cluster does not tell. */
  assumedRetentionMs(signal: Signal): number;
  policy: Policy;
  /**
   * The layout that had commits when latest came into force. It stays after a re-arm for as long as partitions
   * beyond it are not repaired; undefined while nothing has to be remembered.
   */
  covered: Layout | undefined;
  /** Running tasks by effective policy: what each of them started with. */
  fleet: { earliest: number; latest: number };
  /** Every partition is less than drainedWithin behind. */
  drained: boolean;
  /** Stuck partitions that do not hold up a flip, as `topic/partition`. */
  excluded: ReadonlySet<string>;
  asked: Asked;
  /** What the export queues of the running tasks say; absent where nobody asked them. */
  bottleneck?: Bottleneck | undefined;
  /** Tasks that hold what the backend does not take; absent where there is none, or nobody asked. */
  unsent?: UnsentTasks | undefined;
}
