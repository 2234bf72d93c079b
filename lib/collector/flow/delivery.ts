import type { CollectorVersion } from '../collector-version';
import type { Component, Pipeline } from '../config/collector-config';
import type { ConfigPath } from '../config/config-document';
import { exporterFlow } from './exporter-flow';
import {
  connectorsBefore,
  connectorsBehind,
  exportersOf,
  type FlowConfig,
  processorSteps,
  receiversOf,
  type Step,
  visit,
} from './flow-graph';
import { kafkaReceiverFlow, receiverKind } from './receiver-flow';

/**
 * - `at-least-once`: a record is committed, or a client is answered, only when the backend has the data. However the
 *   task is stopped, nothing is lost, but some data may arrive twice.
 * - `buffered`: the commit or the answer comes first, so a task that is killed loses what it holds.
 * - `unknown`: a part is unknown, and no other part makes it `buffered`.
 */
export type Delivers = 'at-least-once' | 'buffered' | 'unknown';

/** A place that keeps a pipeline from delivering at least once, or an unknown part. */
export interface DeliveryBreak {
  kind: 'marking' | 'step' | 'queue' | 'acks' | 'unknown';
  /** The path of a setting, which may be absent, or of a name in a pipeline's list. */
  path: ConfigPath;
  /** What happens there, as one sentence. */
  because: string;
  /** Whether it is a queue that keeps its data on disk. The data then survives the process if the disk does. */
  onDisk?: boolean;
}

export interface PipelineDelivery {
  pipeline: Pipeline;
  delivers: Delivers;
  /** The first break on the way from the receivers to the backends; absent for `at-least-once`. */
  brokenBy: DeliveryBreak | undefined;
}

/** How each pipeline delivers, in the order of the configuration. */
export function deliveryOf(config: FlowConfig, version: CollectorVersion): PipelineDelivery[] {
  return config.pipelines.map((pipeline) => {
    const breaks = [...breaksBefore(config, pipeline, version, new Set()), ...breaksBehind(config, pipeline)];
    const certain = breaks.find(({ kind }) => kind !== 'unknown');
    const brokenBy = certain ?? breaks[0];
    const delivers = certain ? 'buffered' : brokenBy ? 'unknown' : 'at-least-once';
    return { pipeline, delivers, brokenBy };
  });
}

/** How all pipelines of a file deliver together, which is as the weakest of them. `unknown` without a pipeline. */
export function weakestDelivery(pipelines: readonly Pick<PipelineDelivery, 'delivers'>[]): Delivers {
  const all = pipelines.map(({ delivers }) => delivers);
  if (all.includes('buffered')) return 'buffered';
  return all.length === 0 || all.includes('unknown') ? 'unknown' : 'at-least-once';
}

/** Everything that answers before a backend has the data, in order, from the start of a pipeline to the backends. */
export function breaksBehind(config: FlowConfig, pipeline: Pipeline): readonly DeliveryBreak[] {
  const known = cache.get(pipeline);
  if (known) return known;
  const breaks = breaksFrom(config, pipeline, new Set());
  cache.set(pipeline, breaks);
  return breaks;
}

/** Cached, because several rules ask for the same breaks. */
const cache = new WeakMap<Pipeline, readonly DeliveryBreak[]>();

function breaksFrom(config: FlowConfig, pipeline: Pipeline, seen: Set<Pipeline>): DeliveryBreak[] {
  const visited = visit(pipeline, seen);
  if (visited !== 'new') return visited === 'seen' ? [] : [tooFar(pipeline)];
  const exporters = exportersOf(config, pipeline);
  const connectors = connectorsBehind(config, pipeline);
  return [
    ...processorSteps(pipeline).flatMap(stepBreak),
    ...exporters.flatMap(exporterBreaks),
    ...connectors.flatMap(({ step, next }) => {
      if (step.handling === 'returns-errors') return next.flatMap((each) => breaksFrom(config, each, seen));
      // What a connector generates from the data belongs to another pipeline, unless the data goes nowhere else.
      return exporters.length > 0 ? [] : stepBreak(step);
    }),
  ];
}

/** Everything before a pipeline that answers early, starting at its receivers. */
function breaksBefore(
  config: FlowConfig,
  pipeline: Pipeline,
  version: CollectorVersion,
  seen: Set<Pipeline>,
): DeliveryBreak[] {
  const visited = visit(pipeline, seen);
  if (visited !== 'new') return visited === 'seen' ? [] : [tooFar(pipeline)];
  return [
    ...receiversOf(config, pipeline).flatMap((receiver) => receiverBreaks(receiver, version)),
    ...connectorsBefore(config, pipeline).flatMap(({ step, previous }) => [
      ...previous.flatMap((each) => [
        ...breaksBefore(config, each, version, seen),
        ...processorSteps(each).flatMap(stepBreak),
      ]),
      ...stepBreak(step),
    ]),
  ];
}

function tooFar({ id, path }: Pipeline): DeliveryBreak {
  return { kind: 'unknown', path, because: `Spillway does not follow connectors as far as ${id}.` };
}

function receiverBreaks(receiver: Component, version: CollectorVersion): DeliveryBreak[] {
  const { id, type, path } = receiver;
  switch (receiverKind(type)) {
    case 'answers-client':
      return [];
    case 'unknown':
      return [
        { kind: 'unknown', path, because: `Spillway does not know whether ${id} reads again what is lost.` },
      ];
    case 'kafka':
      return markingBreaks(receiver, version);
  }
}

function markingBreaks(receiver: Component, version: CollectorVersion): DeliveryBreak[] {
  const { id } = receiver;
  const { marks, marksOnError, markingPath } = kafkaReceiverFlow(receiver, version);
  const after = [...markingPath, 'after'];
  if (marks === 'unknown') {
    return [
      { kind: 'unknown', path: after, because: `message_marking.after of ${id} is known only at start.` },
    ];
  }
  if (marks === 'before-pipeline') {
    return [
      {
        kind: 'marking',
        path: after,
        because: `${id} marks a record as read before the pipeline has processed it, because message_marking.after is false.`,
      },
    ];
  }
  if (marksOnError === false) return [];
  return [
    {
      kind: marksOnError ? 'marking' : 'unknown',
      path: [...markingPath, 'on_error'],
      because: marksOnError
        ? `${id} marks a record as read that the pipeline refuses, because message_marking.on_error is true.`
        : `message_marking.on_error of ${id} is known only at start.`,
    },
  ];
}

function stepBreak({ id, handling, pipeline, path }: Step): DeliveryBreak[] {
  switch (handling) {
    case 'returns-errors':
      return [];
    case 'answers-early':
      return [
        { kind: 'step', path, because: `${id} in ${pipeline.id} accepts data before the backend has it.` },
      ];
    case 'unknown':
      return [
        {
          kind: 'unknown',
          path,
          because: `Spillway does not know whether ${id} in ${pipeline.id} passes errors back.`,
        },
      ];
  }
}

function exporterBreaks(exporter: Component): DeliveryBreak[] {
  const { id } = exporter;
  const { answersWhen, queuePath, queueOn, weakAcks } = exporterFlow(exporter);
  const acks: DeliveryBreak[] = weakAcks
    ? [
        {
          kind: 'acks',
          path: weakAcks.path,
          because: `${id} does not wait for all in-sync replicas, because required_acks is ${weakAcks.acks}.`,
        },
      ]
    : [];
  switch (answersWhen) {
    case 'sent':
      return acks;
    case 'queued':
      return [
        {
          kind: 'queue',
          path: queuePath,
          onDisk: queueOn === 'disk',
          because: `The sending queue of ${id} accepts data before the backend has it${queueOn === 'disk' ? ', and keeps it on the disk of the task' : ''}.`,
        },
        ...acks,
      ];
    case 'unknown':
      return [
        ...acks,
        {
          kind: 'unknown',
          path: queuePath,
          because: `Spillway does not know whether ${id} has a sending queue.`,
        },
      ];
  }
}
