import type { Component } from '../../collector/config/collector-config';
import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { writing } from '../examples';
import { defineRule, type LintFile, used } from '../rule';
import { routesOf } from '../settings/kafka-topics';
import { processorsOf } from '../settings/pipeline-flow';
import { booleanAt, numberAt, textAt } from '../settings/values';

/**
 * The encodings that write a whole request as one record, and how much longer it can be than the OTLP protobuf that
 * `sizer: bytes` counts. Measured with v0.160.0: otlp_json 1.3 to 3.0 times, zipkin_json 1.3 to 4.0 times, zipkin_proto
 * 1.0 to 2.2 times (docs/collector-facts.md). The others write a record per span or per log record.
 */
const LONGER_THAN_PROTOBUF: ReadonlyMap<string, number> = new Map([
  ['otlp_proto', 1],
  ['otlp_json', 4],
  ['zipkin_proto', 3],
  ['zipkin_json', 5],
]);

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
    'kafkaexporter writes a request as one record (one per trace with partition_traces_by_id) and drops a record that is larger than producer.max_message_bytes. A sending_queue.batch.max_size in bytes must therefore be smaller, with room for what OTLP adds. `sizer: bytes` counts OTLP protobuf, whatever the encoding of the record is: in tests otlp_json was up to 3 times and zipkin_json up to 4 times as long. For those the finding is a warning as soon as such a record would be too large.',
  whatToDo:
    'Set sending_queue.batch.max_size to at most 90% of producer.max_message_bytes for otlp_proto (900000 for the default of 1000000), a quarter of that for otlp_json (225000), and a fifth for zipkin_json (180000). With JSON, a limit in items works too.',
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
      const signals = wholeSignals(component);
      if (size === undefined || limit === undefined || signals.length === 0) continue;
      const { encoding, factor } = longest(component, signals);
      if (size * factor <= limit) continue;
      const path = [...component.path, 'sending_queue', 'batch', 'max_size'];
      const most = roomFor(limit, factor);
      if (size > limit) {
        yield {
          file,
          path,
          message: `sending_queue.batch.max_size of ${component.id} is ${size} bytes, more than max_message_bytes (${limit} bytes). A request is one record, and larger ones are dropped. Set it to ${most} or less.`,
        };
      } else {
        yield {
          file,
          path,
          severity: 'warning',
          message: `sending_queue.batch.max_size of ${component.id} is ${size} bytes of protobuf, and ${encoding} can be ${factor} times as long, more than max_message_bytes (${limit} bytes). Larger records are dropped. Set it to ${most} or less.`,
        };
      }
    }
  },
});

export const recordUnbounded = defineRule({
  code: 'KAFKA_RECORD_UNBOUNDED',
  severity: 'warning',
  oncePerFile: true,
  title: 'requests of any size become one record',
  explanation:
    'kafkaexporter writes a whole metrics or logs request as one record, and a traces request too without partition_traces_by_id (the encodings jaeger_proto, jaeger_json and raw write one record per span or log record). It drops a record that is larger than producer.max_message_bytes (1,000,000 bytes before compression by default). `batch` counts items, and 8192 log records can easily be larger.',
  whatToDo:
    'Split by bytes in the queue: `sending_queue: {batch: {sizer: bytes, max_size: 900000, …}}`. The sizer counts OTLP protobuf: for otlp_json set max_size: 225000, for zipkin_json 180000, or use `sizer: items`. On versions without it, limit the items with batch.send_batch_max_size.',
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
      const { encoding, factor } = longest(component, signals);
      const advice =
        factor === 1
          ? `Set sending_queue.batch with sizer: bytes and max_size: ${roomFor(limit, factor)}.`
          : `Set sending_queue.batch with sizer: bytes and max_size: ${roomFor(limit, factor)} (the sizer counts protobuf, and ${encoding} can be ${factor} times as long), or with sizer: items.`;
      yield {
        file,
        path: [...component.path, 'sending_queue', 'batch'],
        part: 'key',
        message: `${component.id} writes requests of any size as one record (${signals.join(', ')}) and drops a record larger than ${limit} bytes. ${advice}`,
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

/** The encoding of these signals whose records can be the longest, and how much longer than protobuf. */
function longest(component: Component, signals: readonly string[]): { encoding: string; factor: number } {
  return signals
    .map((signal) => encodingOf(component, signal) ?? '')
    .map((encoding) => ({ encoding, factor: LONGER_THAN_PROTOBUF.get(encoding) ?? 1 }))
    .reduce((a, b) => (b.factor > a.factor ? b : a));
}

/** The largest `max_size` in protobuf bytes that keeps records below the limit, with room for what the record adds. */
function roomFor(limit: number, factor: number): number {
  return Math.floor((limit * 0.9) / factor);
}

function encodingOf({ settings }: Component, signal: string): string | undefined {
  return textAt(settings, [signal, 'encoding'], textAt(settings, ['encoding'], 'otlp_proto'));
}

/** The signals whose requests each become one record, as far as is known. */
function wholeSignals(component: Component): string[] {
  const { settings, pipelines } = component;
  const signals = new Set(pipelines.map(({ signal }) => signal));
  return [...signals].filter((signal) => {
    const option = SPLIT_BY_TRACE.get(signal);
    if (option !== undefined && booleanAt(settings, [option], false) !== false) return false;
    return LONGER_THAN_PROTOBUF.has(encodingOf(component, signal) ?? '');
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
