import type { InitialOffset, PipelineSpec, Policy, Signal } from '../../pipeline';
import type { UndrainedPartition } from '../lag/drained';
import type { LagReport } from '../lag/lag';
import type { Progress } from '../lag/progress';
import type { StuckPartition } from '../lag/stuck';
import type { SoonestLoss } from '../lag/time-to-loss';
import type { ObservedConfig } from '../snapshot/config';
import type { KafkaSnapshot } from '../snapshot/kafka';
import type { ServiceSnapshot } from '../snapshot/service';
import type { HeldData } from '../vocabulary/command';
import type { Bottleneck } from './bottleneck';
import type { Coverage, Owed } from './coverage';
import type { Deliveries } from './deliveries';
import type { FleetPolicy } from './effective-policy';
import type { History } from './history';
import type { Readers } from './readers';
import type { Survey } from './survey';
import type { UnsentTasks } from './unsent-tasks';
import type { TaskTarget } from './useful-tasks';

/**
 * Everything that a tick derives from its observation and its tracked state. Each fact is derived once; gates and
 * handlers read the facts and derive nothing themselves.
 */
export interface Facts {
  nowMs: number;
  kafka: KafkaSnapshot;
  service: ServiceSnapshot;
  config: ObservedConfig;
  spec: PipelineSpec;
  policy: Policy;
  /** Topics or topic patterns from the spec. */
  topics: readonly { signal: Signal; topic: string }[];
  assumedRetentionMs(signal: Signal): number;

  survey: Survey;
  lag: LagReport;
  /** Offsets consumed and produced since the previous tick. */
  progress: Progress;
  drained: boolean;
  undrained: readonly UndrainedPartition[];
  stuck: readonly StuckPartition[];
  /** Stuck partitions that do not delay the flip. */
  excluded: readonly UndrainedPartition[];
  loss: SoonestLoss;

  /** Running tasks by the initial_offset that they started with. */
  fleet: FleetPolicy;
  /** latest is stored, or a running task may have started with it. */
  latestInForce: boolean;
  inForce: InitialOffset;
  coverage: Coverage | undefined;
  /** A coverage existed, but it is gone or cannot be read. */
  coverageLost: boolean;
  /** Partitions where latest may have skipped records. */
  owed: readonly Owed[];
  /** The owed partitions that only a recreate repairs. */
  repairable: readonly Owed[];
  /** Topics that were deleted and created again after the running receivers started. */
  recreated: readonly string[];
  /** Since when a partition with records has had no usable commit; absent if there is no such partition. */
  unread: { sinceMs: number; restarted?: boolean | undefined } | undefined;
  /** Signals whose commits went back. */
  commitsBack: readonly Signal[];
  emptySinceMs: number | undefined;

  readers: Readers;
  absentSinceMs: number | undefined;
  /** Partitions assigned to no member; `undefined` while the assignment of a member is unknown. */
  unassigned: readonly { topic: string; partition: number }[] | undefined;
  groupEmpty: boolean;
  tasksGone: boolean;
  /** ECS shows a single, completed deployment, and the desired number of tasks runs. */
  settled: boolean;
  /** Why the responses of ECS or SSM cannot be trusted yet; absent if they can. */
  contradiction: string | undefined;
  externalCount: { count: number } | undefined;
  tasks: TaskTarget;
  /** initial_offset last changed long enough ago that a starting task cannot still read the previous value. */
  configSettled: boolean;

  bottleneck: Bottleneck | undefined;
  /** Tasks that hold data which the backend is not accepting. */
  unsent: UnsentTasks | undefined;
  /** Why it is unknown what some tasks hold. */
  unsentUnknown: string | undefined;
  deliveries: Deliveries;
  held: HeldData;
  /** A member that stayed in the group after all tasks had stopped. */
  lingering: string | undefined;
  history: History;
}
