import type { StoredConfig } from '../facts/situation';
import type { Watermarks } from '../lag/drained';
import type { LagReport } from '../lag/lag';
import type { KafkaSnapshot } from './kafka';
import type { ServiceSnapshot } from './service';
import type { FleetMetrics } from './task-metrics';

/** The live config as it was observed. */
export interface ObservedConfig extends StoredConfig {
  text: string;
}

/** All that one tick looked at, and what a warm process still knows of the tick before. */
export interface Observation {
  nowMs: number;
  kafka: KafkaSnapshot;
  service: ServiceSnapshot;
  config: ObservedConfig;
  /** The lag of the last tick of this process: rates and standing partitions need two looks. */
  lastLag?: LagReport | undefined;
  /** Watermarks beyond those that the state has room for. */
  lastWatermarks?: Watermarks | undefined;
  /** What the tasks say of their exporters, where they are asked. */
  metrics?: FleetMetrics | undefined;
  /** What they said at earlier ticks of this process, the oldest first. */
  looks?: readonly FleetMetrics[] | undefined;
}
