import { type CollectorConfig, type Component, type Pipeline, typeOf } from '../config/collector-config';
import type { ConfigPath } from '../config/config-document';
import { queueFlow } from './exporter-flow';
import { connectorHandling, type Handling, processorHandling } from './handling';

/** The part of a configuration that data flows through. */
export type FlowConfig = Pick<CollectorConfig, 'pipelines' | 'component'>;

/** A processor or a connector at its place in a pipeline. */
export interface Step {
  /** The ID, as the pipeline names it. */
  id: string;
  handling: Handling;
  pipeline: Pipeline;
  /** The path of the name in the pipeline's list. */
  path: ConfigPath;
}

/** The processors of a pipeline, in order. */
export function processorSteps(pipeline: Pipeline): Step[] {
  return pipeline.processors.map((id, index) => ({
    id,
    handling: processorHandling(typeOf(id)),
    pipeline,
    path: [...pipeline.path, 'processors', index],
  }));
}

/** The exporters of a pipeline that are not connectors. */
export function exportersOf(config: FlowConfig, { exporters }: Pipeline): Component[] {
  return exporters.flatMap((id) => config.component('exporter', id) ?? []);
}

/** The connectors to which a pipeline sends data, each with the pipelines behind it. */
export function connectorsBehind(config: FlowConfig, pipeline: Pipeline): { step: Step; next: Pipeline[] }[] {
  return connectorSteps(config, pipeline, 'exporters').map((step) => ({
    step,
    next: withinReach(pipelinesOf(config).receivers.get(step.id)),
  }));
}

/** The connectors from which a pipeline gets data, each with the pipelines before it. */
export function connectorsBefore(
  config: FlowConfig,
  pipeline: Pipeline,
): { step: Step; previous: Pipeline[] }[] {
  return connectorSteps(config, pipeline, 'receivers').map((step) => ({
    step,
    previous: withinReach(pipelinesOf(config).exporters.get(step.id)),
  }));
}

type PipelinesById = Record<'receivers' | 'exporters', ReadonlyMap<string, Pipeline[]>>;

/** Made once for each configuration, because every pipeline is asked for. */
const cache = new WeakMap<FlowConfig['pipelines'], PipelinesById>();

/** The pipelines that name a component in a list, by its ID. */
function pipelinesOf({ pipelines }: FlowConfig): PipelinesById {
  const known = cache.get(pipelines);
  if (known) return known;
  const made = { receivers: byId(pipelines, 'receivers'), exporters: byId(pipelines, 'exporters') };
  cache.set(pipelines, made);
  return made;
}

function byId(pipelines: readonly Pipeline[], list: 'receivers' | 'exporters'): Map<string, Pipeline[]> {
  const found = new Map<string, Pipeline[]>();
  for (const pipeline of pipelines) {
    for (const id of new Set(pipeline[list])) {
      const others = found.get(id);
      if (others) others.push(pipeline);
      else found.set(id, [pipeline]);
    }
  }
  return found;
}

/** More than people connect to each other. A longer way is not followed, and what lies behind is unknown. */
const MOST_PIPELINES = 100;

/** Whether a way through the pipelines goes on to this one, which is then in `seen`. */
export function visit(pipeline: Pipeline, seen: Set<Pipeline>): 'new' | 'seen' | 'too-far' {
  if (seen.has(pipeline)) return 'seen';
  if (seen.size >= MOST_PIPELINES) return 'too-far';
  seen.add(pipeline);
  return 'new';
}

/** As many as decide whether the way goes on: those that were seen, and one more than may be. */
function withinReach(pipelines: Pipeline[] = []): Pipeline[] {
  return pipelines.slice(0, 2 * MOST_PIPELINES + 1);
}

/** The receivers of a pipeline that are not connectors. */
export function receiversOf(config: FlowConfig, { receivers }: Pipeline): Component[] {
  return receivers.flatMap((id) => config.component('receiver', id) ?? []);
}

function connectorSteps(config: FlowConfig, pipeline: Pipeline, list: 'receivers' | 'exporters'): Step[] {
  return pipeline[list].flatMap((id, index) => {
    const connector = config.component('connector', id);
    if (!connector) return [];
    return [{ id, handling: handlingOf(connector), pipeline, path: [...pipeline.path, list, index] }];
  });
}

function handlingOf(connector: Component): Handling {
  const handling = connectorHandling(connector.type);
  if (handling !== 'returns-errors') return handling;
  switch (queueFlow(connector).answersWhen) {
    case 'sent':
      return 'returns-errors';
    case 'queued':
      return 'answers-early';
    case 'unknown':
      return 'unknown';
  }
}
