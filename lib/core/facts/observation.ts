import type { Watermarks } from '../lag/drained';
import type { LagReport } from '../lag/lag';
import type { ObservedConfig } from '../snapshot/config';
import type { Fault, KafkaSnapshot } from '../snapshot/kafka';
import type { ServiceSnapshot } from '../snapshot/service';
import type { FleetMetrics } from '../snapshot/task-metrics';
import type { Debt } from '../vocabulary/debt';
import type { Deliveries } from './deliveries';
import type { DrainPace } from './drain-rate';

/** Kafka could not be looked at. */
export interface KafkaUnreachable {
  kind: 'unreachable';
  fault: Fault;
}

/** All that one tick looked at, and what a warm process still knows of the ticks before. */
export interface Observation {
  nowMs: number;
  kafka: KafkaSnapshot | KafkaUnreachable;
  service: ServiceSnapshot;
  config: ObservedConfig;
  /** A stop of ours that is not repaid yet. */
  debt: Debt | undefined;
  /** A person's stop switch: since when, and how many tasks ran then where it says so. */
  hold: { sinceMs: number; count: number | undefined } | undefined;
  /** What the tasks say of their exporters, where they are asked. */
  metrics?: FleetMetrics | undefined;
  warm: WarmKnowledge;
}

/** What a warm process keeps between ticks. Nothing that is safe or not depends on it. */
export interface WarmKnowledge {
  /** The lag of the tick before: rates and stuck partitions need two looks. */
  lag?: LagReport | undefined;
  /** Watermarks beyond those that the state has room for. */
  watermarks?: Watermarks | undefined;
  /** What tasks said at earlier ticks, the oldest first. */
  looks?: readonly FleetMetrics[] | undefined;
  /** Looks whose records may have been delivered since. */
  deliveries?: Deliveries | undefined;
  /** What was consumed in the drain under way. */
  drain?: DrainPace | undefined;
}

export function isReachable(kafka: Observation['kafka']): kafka is KafkaSnapshot {
  return !('kind' in kafka);
}
