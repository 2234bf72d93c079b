import { isScalar, isSeq, type Node } from 'yaml';
import { type Pipeline, typeOf } from '../../collector/config/collector-config';
import { fedBy } from '../../collector/config/fed-by';
import type { TextEdit } from '../../collector/config/text-edit';
import { breaksBehind, processorSteps, refusersOf } from '../../collector/flow';
import { reading, writing } from '../examples';
import { defineRule, type LintFile, pipelines, type Report } from '../rule';

const BATCH_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/processor/batchprocessor/README.md';
const LIMITER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/processor/memorylimiterprocessor/README.md';

/** Processors that drop data. */
const DROPPING = new Set(['filter', 'probabilistic_sampler']);

export const memoryLimiterNotFirst = defineRule({
  code: 'PIPELINE_MEMORY_LIMITER_NOT_FIRST',
  severity: 'warning',
  title: 'memory_limiter is not first',
  explanation:
    'memory_limiter refuses data by returning an error to the component before it. Only a receiver can pass that error on or retry. Behind batch, tail_sampling or groupbytrace the error goes nowhere and the data is dropped. Behind other processors the error does reach the receiver, but their work on refused data is wasted: the finding is then an info.',
  whatToDo: 'Put memory_limiter first.',
  source: LIMITER_SOURCE,
  examples: {
    bad: reading({
      processors:
        'batch: {}\nmemory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}',
      order: 'batch, memory_limiter',
    }),
    good: reading({
      processors:
        'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}\nbatch: {}',
    }),
  },
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      const index = pipeline.processors.findIndex((id) => typeOf(id) === 'memory_limiter');
      if (index < 1) continue;
      const order = [
        pipeline.processors[index] ?? '',
        ...pipeline.processors.filter((_, at) => at !== index),
      ];
      const limiter = pipeline.processors[index];
      const swallower = processorSteps(pipeline)
        .slice(0, index)
        .find(({ handling }) => handling === 'answers-early');
      yield {
        ...pointAt(file, pipeline, index),
        severity: swallower ? 'warning' : 'info',
        message: swallower
          ? `${limiter} comes after ${swallower.id} in ${pipeline.id}, so its errors end there and do not reach the receiver: the refused data is lost. Put it first.`
          : `${limiter} comes after ${pipeline.processors[index - 1]} in ${pipeline.id}, which does its work before ${limiter} refuses the data. Put it first.`,
        fix: reorder(file, pipeline, order, 'puts memory_limiter first'),
      };
    }
  },
});

export const noMemoryLimiter = defineRule({
  code: 'PIPELINE_NO_MEMORY_LIMITER',
  severity: 'warning',
  oncePerFile: true,
  title: 'no memory_limiter',
  explanation:
    'Without memory_limiter nothing slows a receiver down before the process runs out of memory and is killed with all the data that it holds. A kafkareceiver reads a backlog as fast as it can. The rule reports nothing where a kafkareceiver waits for the backend with each record.',
  whatToDo:
    'Put memory_limiter first in each pipeline: `memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}`.',
  source: LIMITER_SOURCE,
  examples: {
    bad: reading({ processors: 'batch: {}' }),
    good: reading({
      processors:
        'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}\nbatch: {}',
    }),
  },
  *check(context) {
    for (const file of context.files) {
      const fed = fedBy(file, 'kafka');
      for (const pipeline of file.pipelines) {
        const isKafka = fed.has(pipeline) || pipeline.exporters.some((id) => typeOf(id) === 'kafka');
        // A pipeline that only connectors feed is behind the memory_limiter of another one.
        const isFirst = pipeline.receivers.some((id) => file.component('connector', id) === undefined);
        if (!isKafka || !isFirst || pipeline.processors.some((id) => typeOf(id) === 'memory_limiter'))
          continue;
        const held = holdsBack(file, pipeline);
        if (held === 'waits-for-backend') continue;
        const because =
          held === 'queue-waits'
            ? ': what its queue holds before it is full can be more than the memory of the task'
            : ', so nothing slows it down before it runs out of memory';
        yield {
          file,
          path: [...pipeline.path, 'processors'],
          part: 'key',
          message: `${pipeline.id} has no memory_limiter${because}. Put one first, with check_interval: 1s and limit_percentage: 80.`,
        };
      }
    }
  },
});

export const noBatch = defineRule({
  code: 'PIPELINE_NO_BATCH',
  severity: 'info',
  oncePerFile: true,
  title: 'no batch before kafkaexporter',
  explanation:
    'kafkaexporter waits for the brokers on each request. Many small requests mean many round trips, few records per second, and small records that compress badly.',
  whatToDo:
    'Put `batch` before it, or batch in the queue: `sending_queue: {batch: {…}}`. With `wait_for_result: true` the queue batches and still answers only when the brokers have the data; the batch processor does not.',
  source: 'docs/architecture.md',
  examples: {
    bad: writing({ kafka: 'brokers: [kafka:9092]' }),
    good: writing({ kafka: 'brokers: [kafka:9092]', processors: 'batch: {}' }),
  },
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      if (pipeline.processors.some((id) => typeOf(id) === 'batch' || typeOf(id) === 'groupbytrace')) continue;
      for (const [index, id] of pipeline.exporters.entries()) {
        const exporter = file.component('exporter', id);
        if (exporter?.type !== 'kafka' || batches(exporter.settings)) continue;
        // The batch processor would answer before the brokers have the data.
        const isSynchronous = breaksBehind(file, pipeline).every(({ kind }) => kind === 'acks');
        yield {
          file,
          path: [...pipeline.path, 'exporters', index],
          message: `Nothing batches before ${id} in ${pipeline.id}, and it waits for the brokers on each request. ${isSynchronous ? 'Set sending_queue with wait_for_result: true and batch, which answers only when the brokers have the data' : 'Add the batch processor, or set sending_queue.batch'}.`,
        };
      }
    }
  },
});

export const batchBeforeTailSampling = defineRule({
  code: 'PIPELINE_BATCH_BEFORE_TAIL_SAMPLING',
  severity: 'warning',
  title: 'batch before tail_sampling',
  explanation:
    'tail_sampling sorts spans by trace and holds them itself, so it takes earlier batches apart. They only add delay, and they hide the back-pressure of tail_sampling from the receiver. After tail_sampling a batch is useful, because tail_sampling emits one small batch per trace.',
  whatToDo: 'Put batch after tail_sampling.',
  source: BATCH_SOURCE,
  examples: {
    bad: reading({ processors: 'batch: {}\ntail_sampling:\n  policies: [{name: all, type: always_sample}]' }),
    good: reading({
      processors: 'tail_sampling:\n  policies: [{name: all, type: always_sample}]\nbatch: {}',
    }),
  },
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
        message: `${pipeline.processors[batch]} comes before tail_sampling in ${pipeline.id}, which takes its batches apart. ${hasAnother ? 'Remove it' : 'Put it after tail_sampling, which emits one batch per trace'}.`,
        fix: hasAnother ? undefined : reorder(file, pipeline, order, 'puts batch after tail_sampling'),
      };
    }
  },
});

export const dropAfterBatch = defineRule({
  code: 'PIPELINE_DROP_AFTER_BATCH',
  severity: 'info',
  title: 'data dropped after batch',
  explanation:
    'filter and probabilistic_sampler after batch leave batches of any size, which defeats the purpose of batch. Its README recommends it after all processors that drop data.',
  whatToDo: 'Put batch after the processors that drop data.',
  source: BATCH_SOURCE,
  examples: {
    bad: reading({
      processors: `batch: {}
filter: {traces: {span: ['attributes["http.route"] == "/healthz"']}}`,
    }),
    good: reading({
      processors: `filter: {traces: {span: ['attributes["http.route"] == "/healthz"']}}
batch: {}`,
    }),
  },
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      const batch = pipeline.processors.findIndex((id) => typeOf(id) === 'batch');
      const later = pipeline.processors.findIndex((id, at) => at > batch && DROPPING.has(typeOf(id)));
      if (batch === -1 || later === -1) continue;
      yield {
        ...pointAt(file, pipeline, later),
        message: `${pipeline.processors[later]} drops data after ${pipeline.processors[batch]} in ${pipeline.id}, so batches end up smaller than intended. Put batch after it.`,
      };
    }
  },
});

/** What holds a receiver back, as long as there is memory. OTLP clients can always send more requests at the same time. */
function holdsBack(file: LintFile, pipeline: Pipeline): 'waits-for-backend' | 'queue-waits' | 'nothing' {
  const isKafkaOnly = pipeline.receivers.every((id) => typeOf(id) === 'kafka');
  const kinds = breaksBehind(file, pipeline).map(({ kind }) => kind);
  if (!isKafkaOnly || kinds.includes('step') || kinds.includes('unknown')) return 'nothing';
  if (!kinds.includes('queue')) return 'waits-for-backend';
  return refusersOf(file, pipeline).length === 0 ? 'queue-waits' : 'nothing';
}

function batches(settings: Record<string, unknown>): boolean {
  const queue = settings.sending_queue;
  // A placeholder may contain a batch section.
  if (typeof queue === 'string') return true;
  return typeof queue === 'object' && queue !== null && 'batch' in queue;
}

function pointAt(file: LintFile, pipeline: Pipeline, index: number): Pick<Report, 'file' | 'path'> {
  return { file, path: [...pipeline.path, 'processors', index] };
}

/** Reorders a list of names in place. `undefined` if the list contains comments, which would end up in wrong places. */
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
