import type { PipelineSpec } from './spec';
import type { Signal } from './vocabulary';

/** The retention of a signal's topics in ms according to the spec; infinite for a signal that the spec does not have. */
export function assumedRetentionMs(spec: Pick<PipelineSpec, 'signals'>): (signal: Signal) => number {
  return (signal) => spec.signals[signal]?.retention ?? Number.POSITIVE_INFINITY;
}

/** The pipeline's SSM prefix, without a trailing slash. */
export function parameterPrefix(spec: PipelineSpec): string {
  return spec.aws.prefix ?? `/spillway/${spec.name}`;
}
