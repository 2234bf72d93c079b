import { type CollectorConfig, typeOf } from '../config/collector-config';
import { fedBy } from '../config/fed-by';
import { TAIL_SAMPLING_DEFAULTS } from '../config/tail-sampling-defaults';
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

/** The slowest tail_sampling of the pipelines that Kafka feeds; `undefined` without one whose settings are in the text. */
export function readSampling(config: CollectorConfig): LiveSampling | undefined {
  const ids = new Set(
    [...fedBy(config, 'kafka')].flatMap(({ processors }) =>
      processors.filter((id) => typeOf(id) === 'tail_sampling'),
    ),
  );
  const found = [...ids].flatMap((processor): LiveSampling[] => {
    const { settings } = config.component('processor', processor) ?? {};
    const numTraces = valueIn(numberLive(settings, ['num_traces'], TAIL_SAMPLING_DEFAULTS.numTraces));
    const decisionWaitMs = valueIn(
      durationMsLive(settings, ['decision_wait'], TAIL_SAMPLING_DEFAULTS.decisionWaitMs),
    );
    if (!numTraces || !decisionWaitMs) return [];
    return [{ processor, numTraces, decisionWaitMs, tracesPerSecond: (numTraces * 1_000) / decisionWaitMs }];
  });
  return found.sort((a, b) => a.tracesPerSecond - b.tracesPerSecond)[0];
}
