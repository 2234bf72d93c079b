import type { Decision } from '../core/decide/decision';
import type { Phase } from '../core/decide/outcome';
import type { Bottleneck } from '../core/facts/bottleneck';
import { isReachable, type Observation } from '../core/facts/observation';
import { type Readers, readersOf } from '../core/facts/readers';
import { type TaskTarget, taskTarget } from '../core/facts/useful-tasks';
import type { Eta } from '../core/lag/eta';
import { type LagReport, measureLag } from '../core/lag/lag';
import { type SkewedPartition, skewedPartitions } from '../core/lag/skew';
import { measureTimeLag, type TimeLagReport } from '../core/lag/time-lag';
import { type SoonestLoss, slowestLoss } from '../core/lag/time-to-loss';
import type { KafkaSnapshot } from '../core/snapshot/kafka';
import type { ControllerState } from '../core/state/state';
import type { Cost } from '../core/vocabulary/command';
import type { Debt } from '../core/vocabulary/debt';
import type { Reason } from '../core/vocabulary/reasons';
import { assumedRetentionMs, type InitialOffset, type PipelineSpec, signalsOf } from '../pipeline';
import { unknownSnapshot } from './observe';

export interface TickResult {
  atMs: number;
  pipeline: string;
  group: string;
  mode: 'observe' | 'act';
  /** `superseded`: the decision no longer applied right before the call. `lost`: another tick holds the claim. */
  outcome: 'unchanged' | 'noted' | 'acted' | 'superseded' | 'lost' | 'looked';
  phase: Phase;
  action: Decision['action'];
  reasons: Reason[];
  lag: LagReport;
  drained: boolean;
  /** Why latest is unsafe; empty if it is safe or not in force. */
  unsafe: Reason[];
  timeLag: TimeLagReport;
  /** When retention may delete the first unread record. */
  loss: SoonestLoss;
  skewed: SkewedPartition[];
  eta: Eta;
  /** What limits the drain; absent without a backlog, without tasks, and while running tasks have not joined the group. */
  bottleneck: Bottleneck | undefined;
  tasks: TaskTarget & { desired: number; running: number; pending: number };
  initialOffset: { stored: InitialOffset; runningEarliest: number; runningLatest: number };
  /** State and members of the consumer group, compared with the tasks. */
  readers: { state: KafkaSnapshot['group']['state'] } & Pick<
    Readers,
    'members' | 'foreign' | 'establishedTasks' | 'absentTasks'
  >;
  recreate: ControllerState['recreate'];
  roll: ControllerState['roll'];
  manualOperation: ControllerState['manualOperation'];
  /** Tasks that Spillway stopped and has not started again yet. */
  debt: Debt | undefined;
  pausedSinceMs: number | undefined;
  flip: ControllerState['flip'];
  /** The answer to the tick's command; absent if there was no command. */
  answer?: { accepted: boolean; reasons: Reason[]; cost?: Cost | undefined };
  /** Why the outcome is `superseded` or `lost`; in observe mode, what would be done. */
  note?: string;
}

/** What a tick observed and decided. Its outcome is added afterwards. */
export function resultOf(
  spec: PipelineSpec,
  observation: Observation,
  decision: Decision,
): Omit<TickResult, 'outcome' | 'note'> {
  const { nowMs, service, config, debt } = observation;
  const { facts, state, pace, answer } = decision;
  const kafka = isReachable(observation.kafka)
    ? observation.kafka
    : unknownSnapshot(spec, nowMs, observation.kafka.fault);
  const lag = facts?.lag ?? measureLag(kafka, signalsOf(spec), { policy: config.initialOffset });
  const readers = facts?.readers ?? readersOf(kafka, service, config, nowMs, true);
  return {
    atMs: nowMs,
    pipeline: spec.name,
    group: spec.group,
    mode: spec.policy.mode,
    phase: decision.phase,
    action: decision.action,
    reasons: decision.reasons,
    lag,
    drained: facts?.drained ?? false,
    unsafe: decision.unsafe,
    timeLag: measureTimeLag(kafka),
    loss: facts?.loss ?? slowestLoss(kafka, assumedRetentionMs(spec)),
    skewed: skewedPartitions(kafka, lag),
    eta: pace?.eta ?? { kind: 'unknown', why: 'partial answer' },
    bottleneck: pace?.bottleneck,
    tasks: {
      ...(facts?.tasks ?? taskTarget(1, false, spec.tiers.processing.tasks)),
      desired: service.desiredCount,
      running: service.runningCount,
      pending: service.pendingCount,
    },
    initialOffset: {
      stored: config.initialOffset,
      runningEarliest: facts?.fleet.earliest ?? 0,
      runningLatest: facts?.fleet.latest ?? 0,
    },
    readers: {
      state: kafka.group.state,
      members: readers.members,
      foreign: readers.foreign,
      establishedTasks: readers.establishedTasks,
      absentTasks: readers.absentTasks,
    },
    recreate: state.recreate,
    roll: state.roll,
    manualOperation: state.manualOperation,
    debt,
    pausedSinceMs: state.pausedSinceMs,
    flip: state.flip,
    ...(answer ? { answer } : {}),
  };
}
