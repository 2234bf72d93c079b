import type { Component, Pipeline } from '../config/collector-config';
import {
  connectorsBefore,
  type FlowConfig,
  processorSteps,
  receiversOf,
  type Step,
  visit,
} from './flow-graph';

/** Where an error from a place in a pipeline ends up. */
export type ErrorEnd =
  /** The receiver gets it. */
  | { kind: 'receiver'; receiver: Component }
  /** This step has already accepted the data, and nothing retries it. */
  | { kind: 'swallowed'; by: Step }
  /** A component on the way is unknown, or the way is too long. */
  | { kind: 'unknown' };

/**
 * Follows an error from a place in a pipeline back to everything that can receive it, including through connectors.
 *
 * @param before the index of the processor that the error comes from; by default it comes from an exporter
 */
export function errorEnds(
  config: FlowConfig,
  pipeline: Pipeline,
  before: number = pipeline.processors.length,
): ErrorEnd[] {
  return endsFrom(config, pipeline, before, new Set());
}

function endsFrom(config: FlowConfig, pipeline: Pipeline, before: number, seen: Set<Pipeline>): ErrorEnd[] {
  const visited = visit(pipeline, seen);
  if (visited !== 'new') return visited === 'seen' ? [] : [{ kind: 'unknown' }];
  const onWay = processorSteps(pipeline).slice(0, before);
  const last = onWay.findLast(({ handling }) => handling !== 'returns-errors');
  if (last) return [endAt(last)];
  const receivers = receiversOf(config, pipeline).map(
    (receiver): ErrorEnd => ({ kind: 'receiver', receiver }),
  );
  const further = connectorsBefore(config, pipeline).flatMap(({ step, previous }) =>
    step.handling === 'returns-errors'
      ? previous.flatMap((each) => endsFrom(config, each, each.processors.length, seen))
      : [endAt(step)],
  );
  return [...receivers, ...further];
}

function endAt(step: Step): ErrorEnd {
  return step.handling === 'unknown' ? { kind: 'unknown' } : { kind: 'swallowed', by: step };
}
