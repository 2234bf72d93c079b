import type { KafkaSnapshot } from '../lag/snapshot';
import type { InitialOffset } from '../pipeline';
import type { ServiceSnapshot } from '../scaling/service-snapshot';

/** The live config as far as decisions need it. */
export interface ObservedConfig {
  text: string;
  version: number;
  lastModifiedMs: number;
  initialOffset: InitialOffset;
  /** Why it is not the config of this group and these topics; `undefined` when it is. */
  mismatch: string | undefined;
}

/** All that one tick looked at. */
export interface Observation {
  nowMs: number;
  kafka: KafkaSnapshot;
  service: ServiceSnapshot;
  config: ObservedConfig;
}
