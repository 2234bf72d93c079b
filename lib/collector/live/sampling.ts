import { type CollectorConfig, typeOf } from '../config/collector-config';
import { fedBy } from '../config/fed-by';
import { durationMsLive, numberLive, valueIn } from './live-value';

/** A tail_sampling processor behind Kafka. It holds each trace for `decisionWaitMs`, and at most `numTraces` of them. */
export interface LiveSampling {
  /** `tail_sampling` or `tail_sampling/<name>`. */
  processor: string;
  numTraces: number;
  decisionWaitMs: number;
  /** What one task can take, because no new trace fits while `numTraces` wait. */
  tracesPerSecond: number;
}

const DEFAULT_NUM_TRACES = 50_000;
const DEFAULT_DECISION_WAIT_MS = 30_000;

/** The slowest tail_sampling of the pipelines that Kafka feeds; `undefined` without one whose settings are in the text. */
export function readSampling(config: CollectorConfig): LiveSampling | undefined {
  const ids = new Set(
    [...fedBy(config, 'kafka')].flatMap(({ processors }) =>
      processors.filter((id) => typeOf(id) === 'tail_sampling'),
    ),
  );
  const found = [...ids].flatMap((processor): LiveSampling[] => {
    const { settings } = config.component('processor', processor) ?? {};
    const numTraces = valueIn(numberLive(settings, ['num_traces'], DEFAULT_NUM_TRACES));
    const decisionWaitMs = valueIn(durationMsLive(settings, ['decision_wait'], DEFAULT_DECISION_WAIT_MS));
    if (!numTraces || !decisionWaitMs) return [];
    return [{ processor, numTraces, decisionWaitMs, tracesPerSecond: (numTraces * 1_000) / decisionWaitMs }];
  });
  return found.sort((a, b) => a.tracesPerSecond - b.tracesPerSecond)[0];
}
