import type { PipelineSpec } from './spec';
import { SIGNALS, type Signal } from './vocabulary';

/** The signals of a spec with their settings, in a fixed order. */
export function signalsOf(
  spec: Pick<PipelineSpec, 'signals'>,
): { signal: Signal; topic: string; encoding: 'otlp_proto' | 'otlp_json'; retention: number }[] {
  return SIGNALS.flatMap((signal) => {
    const settings = spec.signals[signal];
    return settings ? [{ signal, ...settings }] : [];
  });
}
