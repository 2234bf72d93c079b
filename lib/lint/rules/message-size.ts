import type { Component } from '../../collector/config/collector-config';
import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { writing } from '../examples';
import { defineRule, type LintFile, used } from '../rule';
import { routesOf } from '../settings/kafka-topics';
import { processorsOf } from '../settings/pipeline-flow';
import { booleanAt, numberAt, textAt } from '../settings/values';

/** The brokers' default `message.max.bytes`. */
const BROKER_DEFAULT_BYTES = 1_048_588;

export const messageAboveTopic = defineRule({
  code: 'KAFKA_MESSAGE_ABOVE_TOPIC',
  severity: 'error',
  title: 'messages larger than the topic accepts',
  explanation:
    'The producer may send batches that are larger than the limit: max.message.bytes of the topic, or else message.max.bytes of the brokers (1,048,588 bytes by default). Brokers refuse those batches, and their data is dropped.',
  whatToDo:
    "Lower producer.max_message_bytes, or raise the topic's max.message.bytes. Consumers read larger records without a setting.",
  source: 'https://kafka.apache.org/documentation/#topicconfigs_max.message.bytes',
  examples: {
    bad: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]\nproducer: {max_message_bytes: 2000000}' }),
      },
      facts: { topics: new Map([['otlp_spans', { partitions: 6, maxMessageBytes: 1_048_588 }]]) },
    },
    good: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]\nproducer: {max_message_bytes: 1000000}' }),
      },
      facts: { topics: new Map([['otlp_spans', { partitions: 6, maxMessageBytes: 1_048_588 }]]) },
    },
  },
  *check(context) {
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const bytes = maxMessageBytes(component);
      if (bytes === undefined) continue;
      const known = routesOf(component, context.version).flatMap(({ topics }) =>
        (topics ?? []).map((topic) => ({ topic, limit: context.facts.topics?.get(topic)?.maxMessageBytes })),
      );
      const path = [...component.path, 'producer', 'max_message_bytes'];
      const refusing = known.find(({ limit }) => limit !== undefined && bytes > limit);
      if (refusing) {
        yield {
          file,
          path,
          message: `${component.id} sends messages of up to ${bytes} bytes, but the topic ${refusing.topic} accepts ${refusing.limit} bytes. Larger ones are refused and lost. Lower max_message_bytes, or raise the topic's max.message.bytes.`,
        };
      } else if (bytes > BROKER_DEFAULT_BYTES && known.some(({ limit }) => limit === undefined)) {
        yield {
          file,
          path,
          severity: 'warning',
          message: `max_message_bytes of ${component.id} is ${bytes} bytes, more than the ${BROKER_DEFAULT_BYTES} bytes that brokers accept by default. Larger messages are refused and lost. Raise the topic's max.message.bytes too.`,
        };
      }
    }
  },
});

export const batchAboveMessage = defineRule({
  code: 'KAFKA_BATCH_ABOVE_MESSAGE',
  severity: 'error',
  title: 'batches larger than max_message_bytes',
  explanation:
    'kafkaexporter writes a request as one record (one per trace with partition_traces_by_id) and drops a record that is larger than producer.max_message_bytes. A sending_queue.batch.max_size in bytes must therefore be smaller, with room for what OTLP adds.',
  whatToDo:
    'Set sending_queue.batch.max_size to at most 90% of producer.max_message_bytes: 900000 for the default of 1000000.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: writing({
      kafka: 'brokers: [kafka:9092]\nsending_queue: {batch: {sizer: bytes, max_size: 2000000}}',
      pipelines: 'logs',
    }),
    good: writing({
      kafka: 'brokers: [kafka:9092]\nsending_queue: {batch: {sizer: bytes, max_size: 900000}}',
      pipelines: 'logs',
    }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const size = splitsAtBytes(component);
      const limit = maxMessageBytes(component);
      if (size === undefined || limit === undefined || size <= limit || wholeSignals(component).length === 0)
        continue;
      yield {
        file,
        path: [...component.path, 'sending_queue', 'batch', 'max_size'],
        message: `sending_queue.batch.max_size of ${component.id} is ${size} bytes, more than max_message_bytes (${limit} bytes). A request is one record, and larger ones are dropped. Set it to ${Math.floor(limit * 0.9)} or less.`,
      };
    }
  },
});

export const recordUnbounded = defineRule({
  code: 'KAFKA_RECORD_UNBOUNDED',
  severity: 'warning',
  oncePerFile: true,
  title: 'requests of any size become one record',
  explanation:
    'kafkaexporter writes a whole metrics or logs request as one record, and a traces request too without partition_traces_by_id. It drops a record that is larger than producer.max_message_bytes (1,000,000 bytes before compression by default). `batch` counts items, and 8192 log records can easily be larger.',
  whatToDo:
    'Split by bytes in the queue: `sending_queue: {batch: {sizer: bytes, max_size: 900000, …}}`. On versions without it, limit the items with batch.send_batch_max_size.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: writing({ kafka: 'brokers: [kafka:9092]', pipelines: 'logs' }),
    good: writing({
      kafka: 'brokers: [kafka:9092]\nsending_queue: {batch: {sizer: bytes, max_size: 900000}}',
      pipelines: 'logs',
    }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const signals = wholeSignals(component).filter((signal) => isUnbounded(file, component, signal));
      const limit = maxMessageBytes(component);
      if (signals.length === 0 || limit === undefined || isSplit(component)) continue;
      yield {
        file,
        path: [...component.path, 'sending_queue', 'batch'],
        part: 'key',
        message: `${component.id} writes requests of any size as one record (${signals.join(', ')}) and drops a record larger than ${limit} bytes. Set sending_queue.batch with sizer: bytes and max_size: ${Math.floor(limit * 0.9)}.`,
      };
    }
  },
});

function maxMessageBytes({ settings }: Component): number | undefined {
  return numberAt(settings, ['producer', 'max_message_bytes'], KAFKA_DEFAULTS.maxMessageBytes);
}

/** The size in bytes at which the queue splits a request; `undefined` if it does not, or if that is not known. */
function splitsAtBytes({ settings }: Component): number | undefined {
  const queueSizer = textAt(settings, ['sending_queue', 'sizer'], 'requests');
  const sizer = textAt(settings, ['sending_queue', 'batch', 'sizer'], queueSizer);
  const size = numberAt(settings, ['sending_queue', 'batch', 'max_size'], 0);
  return sizer === 'bytes' && size !== 0 ? size : undefined;
}

/** Does the queue split requests, by bytes or by items? True if that is not known. */
function isSplit({ settings }: Component): boolean {
  return numberAt(settings, ['sending_queue', 'batch', 'max_size'], 0) !== 0;
}

/** The options that write one record per trace instead of one per request, by signal. */
const SPLIT_BY_TRACE = new Map([
  ['traces', 'partition_traces_by_id'],
  ['logs', 'partition_logs_by_trace_id'],
]);

/** The signals whose requests each become one record, as far as is known. */
function wholeSignals({ settings, pipelines }: Component): string[] {
  const signals = new Set(pipelines.map(({ signal }) => signal));
  return [...signals].filter((signal) => {
    const option = SPLIT_BY_TRACE.get(signal);
    if (option !== undefined && booleanAt(settings, [option], false) !== false) return false;
    // Encodings other than OTLP write a record per span or trace.
    const encoding = textAt(settings, [signal, 'encoding'], textAt(settings, ['encoding'], 'otlp_proto'));
    return encoding?.startsWith('otlp_') ?? false;
  });
}

function isUnbounded(file: LintFile, { pipelines }: Component, signal: string): boolean {
  return pipelines
    .filter((pipeline) => pipeline.signal === signal)
    .some((pipeline) =>
      processorsOf(file, pipeline, 'batch').every(
        ({ component }) => numberAt(component.settings, ['send_batch_max_size'], 0) === 0,
      ),
    );
}
