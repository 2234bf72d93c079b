import type { Watermarks } from '../lag/drained';
import type { LagReport } from '../lag/lag';
import type { ObservedConfig } from '../snapshot/config';
import type { Fault, KafkaSnapshot } from '../snapshot/kafka';
import type { ServiceSnapshot } from '../snapshot/service';
import type { FleetMetrics } from '../snapshot/task-metrics';
import type { Debt } from '../vocabulary/debt';
import type { Owed } from './coverage';
import type { Deliveries } from './deliveries';
import type { DrainPace } from './drain-rate';

export interface KafkaUnreachable {
  kind: 'unreachable';
  fault: Fault;
}

/** Everything that one tick has read, and what a warm process remembers from earlier ticks. */
export interface Observation {
  nowMs: number;
  kafka: KafkaSnapshot | KafkaUnreachable;
  service: ServiceSnapshot;
  config: ObservedConfig;
  /** Tasks that Spillway stopped and has not started again yet. */
  debt: Debt | undefined;
  /** Set while the service is stopped manually: since when, and how many tasks ran before, if recorded. */
  hold: { sinceMs: number; count: number | undefined } | undefined;
  /** Exporter metrics of the tasks, if they are read. */
  metrics?: FleetMetrics | undefined;
  warm: WarmKnowledge;
}

/** The observation of a tick that reached Kafka. */
export type KafkaObservation = Observation & { kafka: KafkaSnapshot };

/** What a warm process keeps between ticks. Safety never depends on it. */
export interface WarmKnowledge {
  /** The lag of the previous tick, for rates and stuck partitions. */
  lag?: LagReport | undefined;
  /** All watermarks, including those that do not fit into the state. */
  watermarks?: Watermarks | undefined;
  /** Metrics from earlier ticks, oldest first. */
  samples?: readonly FleetMetrics[] | undefined;
  deliveries?: Deliveries | undefined;
  drain?: DrainPace | undefined;
  /** What the previous tick of this process found owed and could not store, and when. */
  unwritten?: { owed: readonly Owed[]; atMs: number } | undefined;
}

export function isReachable(kafka: Observation['kafka']): kafka is KafkaSnapshot {
  return !('kind' in kafka);
}
