import { type Pipeline, typeOf } from '../config/collector-config';
import { exporterFlow } from './exporter-flow';
import { connectorsBehind, exportersOf, type FlowConfig, processorSteps, visit } from './flow-graph';

/** A component that can refuse data, so that the receiver gets the error. */
export interface Refuser {
  /** The component's ID. */
  id: string;
  because: 'memory' | 'full-queue' | 'backend';
}

/**
 * Everything whose refusal reaches the start of a pipeline: memory_limiter, queues that do not wait, and exporters that
 * answer once they have sent the data. An unknown processor or connector counts as one where errors end.
 */
export function refusersOf(config: FlowConfig, pipeline: Pipeline): Refuser[] {
  return refusersFrom(config, pipeline, new Set());
}

function refusersFrom(config: FlowConfig, pipeline: Pipeline, seen: Set<Pipeline>): Refuser[] {
  if (visit(pipeline, seen) !== 'new') return [];
  const steps = processorSteps(pipeline);
  const end = steps.findIndex(({ handling }) => handling !== 'returns-errors');
  const limiters = steps
    .slice(0, end === -1 ? steps.length : end)
    .filter(({ id }) => typeOf(id) === 'memory_limiter')
    .map(({ id }): Refuser => ({ id, because: 'memory' }));
  if (end !== -1) return limiters;
  const exporters = exportersOf(config, pipeline).flatMap((exporter): Refuser[] => {
    const { answersWhen, refuses } = exporterFlow(exporter);
    if (!refuses) return [];
    return [{ id: exporter.id, because: answersWhen === 'sent' ? 'backend' : 'full-queue' }];
  });
  const behind = connectorsBehind(config, pipeline)
    .filter(({ step }) => step.handling === 'returns-errors')
    .flatMap(({ next }) => next.flatMap((each) => refusersFrom(config, each, seen)));
  return [...limiters, ...exporters, ...behind];
}
