import { isScalar, isSeq, type Node } from 'yaml';
import { type Pipeline, typeOf } from '../../collector/config/collector-config';
import { fedBy } from '../../collector/config/fed-by';
import type { TextEdit } from '../../collector/config/text-edit';
import { type LintFile, pipelines, type Report, type Rule } from '../rule';

const BATCH_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/processor/batchprocessor/README.md';
const LIMITER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/processor/memorylimiterprocessor/README.md';

/** Processors that throw data away. */
const DROPPING = new Set(['filter', 'probabilistic_sampler']);

export const memoryLimiterNotFirst: Rule = {
  code: 'PIPELINE_MEMORY_LIMITER_NOT_FIRST',
  severity: 'warning',
  title: 'memory_limiter is not first',
  explanation:
    'memory_limiter refuses data by an error to the component before it, and only a receiver can hand that on or try again. Behind batch or tail_sampling the error reaches nobody and the data is dropped; behind others their work has been done for nothing. Put it first.',
  source: LIMITER_SOURCE,
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      const index = pipeline.processors.findIndex((id) => typeOf(id) === 'memory_limiter');
      if (index < 1) continue;
      const order = [
        pipeline.processors[index] ?? '',
        ...pipeline.processors.filter((_, at) => at !== index),
      ];
      yield {
        ...pointAt(file, pipeline, index),
        message: `${pipeline.processors[index]} comes after ${pipeline.processors[index - 1]} in ${pipeline.id}: its refusal does not reach the receiver; put it first.`,
        fix: reorder(file, pipeline, order, 'puts memory_limiter first'),
      };
    }
  },
};

export const noMemoryLimiter: Rule = {
  code: 'PIPELINE_NO_MEMORY_LIMITER',
  severity: 'warning',
  title: 'no memory_limiter',
  explanation:
    'Without memory_limiter nothing slows a receiver down before the process runs out of memory and is killed with all it holds. A kafkareceiver reads a backlog as fast as it can. Put it first in each pipeline: `memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}`.',
  source: LIMITER_SOURCE,
  *check(context) {
    for (const file of context.files) {
      const fed = fedBy(file, 'kafka');
      for (const pipeline of file.pipelines) {
        const isKafka = fed.has(pipeline) || pipeline.exporters.some((id) => typeOf(id) === 'kafka');
        // One that a connector feeds is behind the limiter of another.
        const isFirst = pipeline.receivers.some((id) => file.component('connector', id) === undefined);
        if (!isKafka || !isFirst || pipeline.processors.some((id) => typeOf(id) === 'memory_limiter'))
          continue;
        yield {
          file,
          path: [...pipeline.path, 'processors'],
          part: 'key',
          message: `${pipeline.id} has no memory_limiter: nothing slows it down before it runs out of memory; put one first, with check_interval: 1s and limit_percentage: 80.`,
        };
      }
    }
  },
};

export const noBatch: Rule = {
  code: 'PIPELINE_NO_BATCH',
  severity: 'warning',
  title: 'no batch before kafkaexporter',
  explanation:
    'kafkaexporter waits for the brokers on each request, so many small requests mean many round trips, few records a second, and small records that compress badly. Put `batch` before it, or let the queue batch: `sending_queue: {batch: {…}}`.',
  source: 'docs/architecture.md',
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      if (pipeline.processors.some((id) => typeOf(id) === 'batch' || typeOf(id) === 'groupbytrace')) continue;
      for (const [index, id] of pipeline.exporters.entries()) {
        const exporter = file.component('exporter', id);
        if (exporter?.type !== 'kafka' || batches(exporter.settings)) continue;
        yield {
          file,
          path: [...pipeline.path, 'exporters', index],
          message: `Nothing batches before ${id} in ${pipeline.id}, and it waits for the brokers on each request; put batch among the processors, or write sending_queue.batch.`,
        };
      }
    }
  },
};

export const batchBeforeTailSampling: Rule = {
  code: 'PIPELINE_BATCH_BEFORE_TAIL_SAMPLING',
  severity: 'warning',
  title: 'batch before tail_sampling',
  explanation:
    'tail_sampling sorts spans by trace and holds them itself; batches before it are taken apart at once. They only delay, and hide the back-pressure of tail_sampling from the receiver. After it a batch is of use, since tail_sampling hands over one small batch a trace.',
  source: BATCH_SOURCE,
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      const sampling = pipeline.processors.findIndex((id) => typeOf(id) === 'tail_sampling');
      const batch = pipeline.processors.findIndex((id) => typeOf(id) === 'batch');
      if (batch === -1 || sampling < batch) continue;
      const order = pipeline.processors.filter((_, at) => at !== batch);
      order.splice(sampling, 0, pipeline.processors[batch] ?? '');
      const hasAnother = pipeline.processors.slice(sampling).some((id) => typeOf(id) === 'batch');
      yield {
        ...pointAt(file, pipeline, batch),
        message: `${pipeline.processors[batch]} comes before tail_sampling in ${pipeline.id}, which takes its batches apart; ${hasAnother ? 'take it out' : 'put it after tail_sampling, which hands over one batch a trace'}.`,
        fix: hasAnother ? undefined : reorder(file, pipeline, order, 'puts batch after tail_sampling'),
      };
    }
  },
};

export const dropAfterBatch: Rule = {
  code: 'PIPELINE_DROP_AFTER_BATCH',
  severity: 'info',
  title: 'data is dropped after batch',
  explanation:
    'filter and probabilistic_sampler after batch leave batches of any size, which is what batch was there to prevent. The batch README asks for it after whatever drops data.',
  source: BATCH_SOURCE,
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      const batch = pipeline.processors.findIndex((id) => typeOf(id) === 'batch');
      const later = pipeline.processors.findIndex((id, at) => at > batch && DROPPING.has(typeOf(id)));
      if (batch === -1 || later === -1) continue;
      yield {
        ...pointAt(file, pipeline, later),
        message: `${pipeline.processors[later]} drops data after ${pipeline.processors[batch]} in ${pipeline.id}, and batches end up smaller than meant; put batch behind it.`,
      };
    }
  },
};

function batches(settings: Record<string, unknown>): boolean {
  const queue = settings.sending_queue;
  // A placeholder may hold a batch.
  if (typeof queue === 'string') return true;
  return typeof queue === 'object' && queue !== null && 'batch' in queue;
}

function pointAt(file: LintFile, pipeline: Pipeline, index: number): Pick<Report, 'file' | 'path'> {
  return { file, path: [...pipeline.path, 'processors', index] };
}

/** Writes a list's names in another order, each in the place of another; comments between them are left alone. */
function reorder(file: LintFile, { path }: Pipeline, order: readonly string[], title: string): Report['fix'] {
  const list = file.document.nodeAt([...path, 'processors']);
  if (!isSeq<Node>(list) || list.items.length !== order.length || !list.range) return undefined;
  if (file.document.text.slice(list.range[0], list.range[1]).includes('#')) return undefined;
  const edits: TextEdit[] = [];
  for (const [index, item] of list.items.entries()) {
    const id = order[index];
    if (!isScalar(item) || !item.range || id === undefined) return undefined;
    if (item.value !== id) edits.push({ start: item.range[0], end: item.range[1], text: id });
  }
  return { title, edits };
}
