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
 * Everything that one tick derives from what it observed and what is tracked, once. Gates and handlers ask these facts,
 * and derive nothing of their own.
 */
export interface Facts {
  nowMs: number;
  kafka: KafkaSnapshot;
  service: ServiceSnapshot;
  config: ObservedConfig;
  spec: PipelineSpec;
  policy: Policy;
  /** Topics or patterns of the spec. */
  topics: readonly { signal: Signal; topic: string }[];
  assumedRetentionMs(signal: Signal): number;

  survey: Survey;
  lag: LagReport;
  /** What was consumed and arrived since the look before. */
  progress: Progress;
  drained: boolean;
  undrained: readonly UndrainedPartition[];
  stuck: readonly StuckPartition[];
  /** Stuck partitions that do not hold up the flip. */
  excluded: readonly UndrainedPartition[];
  loss: SoonestLoss;

  /** Running tasks by effective policy: what each of them started with. */
  fleet: FleetPolicy;
  /** latest is stored, or some running task may have started with it. */
  latestInForce: boolean;
  inForce: InitialOffset;
  coverage: Coverage | undefined;
  /** It was there and is gone, or cannot be read. */
  coverageLost: boolean;
  /** What is still to be repaired or shown harmless, and of that what only a recreate repairs. */
  owed: readonly Owed[];
  repairable: readonly Owed[];
  /** Topics that running receivers know in another incarnation. */
  recreated: readonly string[];
  /** Since when partitions with records are not begun to be read; absent where there is none. */
  unread: { sinceMs: number; restarted?: boolean | undefined } | undefined;
  /** Signals whose commits add up to less than before. */
  commitsBack: readonly Signal[];
  emptySinceMs: number | undefined;

  readers: Readers;
  absentSinceMs: number | undefined;
  /** Partitions that no member is assigned; `undefined` while the assignment of a member is unknown. */
  unassigned: readonly { topic: string; partition: number }[] | undefined;
  groupEmpty: boolean;
  tasksGone: boolean;
  /** One deployment, completed, everything running as desired. */
  settled: boolean;
  /** Why nothing may be decided on what ECS or SSM shows; absent where it may. */
  contradiction: string | undefined;
  externalCount: { count: number } | undefined;
  tasks: TaskTarget;
  /** When latest last changed to earliest or back is this long ago, no task starts on the one before any more. */
  configSettled: boolean;

  bottleneck: Bottleneck | undefined;
  /** Tasks that hold what the backend does not take. */
  unsent: UnsentTasks | undefined;
  /** Why it is not known of some task what it holds. */
  unsentUnknown: string | undefined;
  deliveries: Deliveries;
  held: HeldData;
  /** A member that stayed when all tasks were gone. */
  lingering: string | undefined;
  history: History;
}
