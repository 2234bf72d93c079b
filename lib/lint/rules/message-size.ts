import type { Component } from '../../collector/config/collector-config';
import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { type LintFile, type Rule, used } from '../rule';
import { routesOf } from '../settings/kafka-topics';
import { processorsOf } from '../settings/pipeline-flow';
import { booleanAt, isSet, numberAt, textAt } from '../settings/values';

/** Brokers' `message.max.bytes` when nobody set it. */
const BROKER_DEFAULT_BYTES = 1_048_588;

export const messageAboveTopic: Rule = {
  code: 'KAFKA_MESSAGE_ABOVE_TOPIC',
  severity: 'error',
  title: "messages above the topic's limit",
  explanation:
    "The producer may send batches larger than the topic takes (max.message.bytes of the topic, message.max.bytes of the brokers, 1,048,588 by default). Brokers refuse those, and the data in them is dropped. Lower producer.max_message_bytes, or raise the topic's limit; consumers read larger records without a setting.",
  source: 'https://kafka.apache.org/documentation/#topicconfigs_max.message.bytes',
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
          message: `${component.id} sends up to ${bytes} bytes a message, and the topic ${refusing.topic} takes ${refusing.limit}: larger ones are refused and lost; lower max_message_bytes or raise the topic's limit.`,
        };
      } else if (bytes > BROKER_DEFAULT_BYTES && known.some(({ limit }) => limit === undefined)) {
        yield {
          file,
          path,
          severity: 'warning',
          message: `max_message_bytes of ${component.id} is ${bytes}, above the ${BROKER_DEFAULT_BYTES} that brokers take by default: raise max.message.bytes of the topic too, or larger messages are refused and lost.`,
        };
      }
    }
  },
};

/** The queue makes requests that are no messages. */
export const batchAboveMessage: Rule = {
  code: 'KAFKA_BATCH_ABOVE_MESSAGE',
  severity: 'error',
  title: 'batches above max_message_bytes',
  explanation:
    'kafkaexporter makes one record of a request (one of each trace with partition_traces_by_id), and drops a record above producer.max_message_bytes for good. sending_queue.batch.max_size in bytes therefore has to be below it, with room for what OTLP adds: 900000 for the default of 1000000.',
  source: 'docs/collector-facts.md',
  *check(context) {
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const size = splitsAtBytes(component);
      const limit = maxMessageBytes(component);
      if (size === undefined || limit === undefined || size <= limit || wholeSignals(component).length === 0)
        continue;
      yield {
        file,
        path: [...component.path, 'sending_queue', 'batch', 'max_size'],
        message: `sending_queue.batch.max_size of ${component.id} is ${size} bytes, above max_message_bytes (${limit}), and a request is one record: larger ones are dropped; write at most ${Math.floor(limit * 0.9)}.`,
      };
    }
  },
};

/** Nothing keeps a request below what a message may hold. */
export const recordUnbounded: Rule = {
  code: 'KAFKA_RECORD_UNBOUNDED',
  severity: 'warning',
  title: 'requests of any size become one record',
  explanation:
    'kafkaexporter makes one record of a whole metrics or logs request (and of a traces request without partition_traces_by_id), and drops a record above producer.max_message_bytes (1,000,000 by default, before compression) for good. `batch` counts items, and 8192 log records are easily more. Split by bytes in the queue: `sending_queue: {batch: {sizer: bytes, max_size: 900000, …}}`; on versions without it, bound the items with batch.send_batch_max_size.',
  source: 'docs/collector-facts.md',
  *check(context) {
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const signals = wholeSignals(component).filter((signal) => isUnbounded(file, component, signal));
      const limit = maxMessageBytes(component);
      if (signals.length === 0 || limit === undefined || isSplit(component)) continue;
      yield {
        file,
        path: [...component.path, 'sending_queue', 'batch'],
        part: 'key',
        message: `Nothing bounds what ${component.id} makes one record of (${signals.join(', ')}), and one above ${limit} bytes is dropped; write sending_queue.batch with sizer: bytes and max_size: ${Math.floor(limit * 0.9)}.`,
      };
    }
  },
};

function maxMessageBytes({ settings }: Component): number | undefined {
  return numberAt(settings, ['producer', 'max_message_bytes'], KAFKA_DEFAULTS.maxMessageBytes);
}

/** Bytes at which the queue splits; `undefined` when it does not, or it is not known. */
function splitsAtBytes({ settings }: Component): number | undefined {
  const queueSizer = textAt(settings, ['sending_queue', 'sizer'], 'requests');
  const sizer = textAt(settings, ['sending_queue', 'batch', 'sizer'], queueSizer);
  const size = numberAt(settings, ['sending_queue', 'batch', 'max_size'], 0);
  return sizer === 'bytes' && size !== 0 ? size : undefined;
}

/** Does the queue split at all, by bytes or items, as far as is known? */
function isSplit({ settings }: Component): boolean {
  return numberAt(settings, ['sending_queue', 'batch', 'max_size'], 0) !== 0;
}

/** Signals whose whole request becomes one record. */
function wholeSignals({ settings, pipelines }: Component): string[] {
  const signals = new Set(pipelines.map(({ signal }) => signal));
  const splitsOff = [
    ...(booleanAt(settings, ['partition_traces_by_id'], false) === false ? [] : ['traces']),
    ...(booleanAt(settings, ['partition_logs_by_trace_id'], false) === false ? [] : ['logs']),
    // Jaeger's encodings make a record of each span or trace.
    ...[...signals]
      .filter((signal) => isSet(settings, [signal, 'encoding']) || isSet(settings, ['encoding']))
      .filter(
        (signal) =>
          !/^otlp_/.test(textAt(settings, [signal, 'encoding'], textAt(settings, ['encoding'])) ?? ''),
      ),
  ];
  return [...signals].filter((signal) => !splitsOff.includes(signal));
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
