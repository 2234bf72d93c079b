import { KAFKA_DEFAULTS } from '../../config/kafka-defaults';
import { parseComponentId } from '../component-id';
import type { SettingsReader } from '../settings-reader';
import { batches, compressionLevel, timeout } from './exporter-helper';
import { franzClient, kafkaClient, saramaClient } from './kafka-client';
import { exporterEncoding } from './kafka-encodings';
import {
  BROKER_WRITE_BYTES_SINCE,
  FRANZ_LEAST_WRITE,
  franzProducer,
  saramaProducer,
} from './kafka-producer-start';
import { SECOND } from './limits';
import type { Complaint, RuleContext } from './rule';

/** franz-go became the client of the exporter between v0.133 and v0.135. */
const FRANZ_SINCE = 135;
const PARTITIONERS = ['sticky_key', 'round_robin', 'least_backup', 'extension'];
const SIGNALS = ['logs', 'metrics', 'traces', 'profiles'];
/** From this version on, max_message_bytes is validated. */
const MESSAGE_BYTES_SINCE = 144;
/** From this version on, or shortly before, the metadata keys that batches keep are validated. */
const METADATA_KEYS_SINCE = 148;
const INT32 = 2 ** 31 - 1;
const SIGNAL_HEADER = 'otelcol.signal';

/** kafkaexporter.Config. */
export function* kafkaExporter(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  const { minor } = context;
  yield* timeout(settings);
  yield* kafkaClient(settings, context);
  yield* producer(settings, context);
  yield* partitioning(settings);
  if (minor >= METADATA_KEYS_SINCE) yield* metadataKeys(settings, minor);
  yield* signalHeader(settings);
  const idle = settings.durationNs(['conn_idle_timeout'], 540 * SECOND);
  if (idle !== undefined && idle <= 0) yield { path: ['conn_idle_timeout'], message: 'must be positive' };
  if (settings.has('record_partitioner')) yield* partitioner(settings, context);
  if (minor >= FRANZ_SINCE) {
    yield* franzClient(settings, context);
    yield* franzProducer(settings, context);
  } else {
    yield* saramaClient(settings);
    yield* saramaProducer(settings);
  }
  for (const signal of context.signals) yield* exporterEncoding(settings, signal, context);
}

function* producer(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  const kind = settings.text(['producer', 'compression'], 'none');
  if (kind !== undefined && !['none', 'gzip', 'snappy', 'lz4', 'zstd'].includes(kind)) {
    yield {
      path: ['producer', 'compression'],
      message: kind === '' ? 'is empty' : `is "${kind}", but must be one of none, gzip, snappy, lz4, zstd`,
    };
  } else if (kind) yield* compressionLevel(settings, kind, ['producer']);
  const acks = settings.raw('producer', 'required_acks');
  if (typeof acks === 'number' && (Math.trunc(acks) < -1 || Math.trunc(acks) > 1)) {
    yield { path: ['producer', 'required_acks'], message: `is ${acks}, but must be one of -1, 0, 1` };
  }
  const flush = settings.number(['producer', 'flush_max_messages'], 10_000);
  if (flush !== undefined && flush < 1 && minor >= MESSAGE_BYTES_SINCE) {
    yield { path: ['producer', 'flush_max_messages'], message: 'must be positive' };
  }
  yield* messageBytes(settings, minor);
}

function* messageBytes(settings: SettingsReader, minor: number): Generator<Complaint> {
  if (minor < MESSAGE_BYTES_SINCE) return;
  const message = settings.number(['producer', 'max_message_bytes'], KAFKA_DEFAULTS.maxMessageBytes);
  const path = ['producer', 'max_message_bytes'];
  if (message !== undefined && message < 0) yield { path, message: 'must not be negative' };
  if (minor < BROKER_WRITE_BYTES_SINCE) return;
  const write = settings.number(['producer', 'max_broker_write_bytes'], FRANZ_LEAST_WRITE);
  if (write !== undefined && (write < FRANZ_LEAST_WRITE || write > INT32)) {
    const range = `${FRANZ_LEAST_WRITE} to ${INT32}`;
    yield { path: ['producer', 'max_broker_write_bytes'], message: `is ${write}, but must be ${range}` };
  } else if (message !== undefined && write !== undefined && message > write) {
    yield { path, message: `is ${message}, which is above max_broker_write_bytes (${write})` };
  }
}

function* partitioning(settings: SettingsReader): Generator<Complaint> {
  const byResource = settings.flag(['partition_logs_by_resource_attributes'], false);
  const byTrace = settings.flag(['partition_logs_by_trace_id'], false);
  if (byResource && byTrace) {
    yield {
      path: ['partition_logs_by_trace_id'],
      message: 'cannot be combined with partition_logs_by_resource_attributes',
    };
  }
  const others: Record<string, boolean | undefined> = {
    traces: settings.flag(['partition_traces_by_id'], false),
    metrics: settings.flag(['partition_metrics_by_resource_attributes'], false),
    logs: byResource || byTrace,
  };
  for (const [signal, partitioned] of Object.entries(others)) {
    if (partitioned && settings.text([signal, 'message_key_from_metadata_key'], '')) {
      yield {
        path: [signal, 'message_key_from_metadata_key'],
        message: `cannot be combined with the option that partitions ${signal}`,
      };
    }
  }
}

/** A queue that batches keeps only those metadata keys by which it partitions. */
function* metadataKeys(settings: SettingsReader, minor: number): Generator<Complaint> {
  const queue = settings.below('sending_queue');
  const included = settings.texts(['include_metadata_keys'], []) ?? [];
  if (minor === METADATA_KEYS_SINCE) return;
  if (queue.flag(['enabled'], true) === false || !batches(queue)) return;
  const kept = queue.texts(['batch', 'partition', 'metadata_keys'], []);
  if (kept === undefined) return;
  const path = ['sending_queue', 'batch'];
  const lost = included.filter((key) => !kept.includes(key));
  if (lost.length > 0) {
    yield {
      path,
      message: `drops the metadata that include_metadata_keys needs: ${lost.join(', ')}`,
      advice: 'Add it to partition.metadata_keys.',
    };
  }
  for (const signal of SIGNALS) {
    for (const name of ['topic_from_metadata_key', 'message_key_from_metadata_key']) {
      const key = settings.text([signal, name], '');
      if (key && !kept.includes(key)) {
        yield {
          path,
          message: `drops the metadata that ${signal}.${name} needs: ${key}`,
          advice: 'Add it to partition.metadata_keys.',
        };
      }
    }
  }
}

function* signalHeader(settings: SettingsReader): Generator<Complaint> {
  if (settings.flag(['signal_header'], false) !== true) return;
  const included = settings.texts(['include_metadata_keys'], []) ?? [];
  const headers = settings.raw('record_headers');
  const named = Array.isArray(headers) && headers.some((header) => header?.name === SIGNAL_HEADER);
  if (named || included.includes(SIGNAL_HEADER)) {
    yield {
      path: ['signal_header'],
      message: `writes the header ${SIGNAL_HEADER}, but another setting writes it too`,
    };
  }
}

function* partitioner(settings: SettingsReader, { extensions }: RuleContext): Generator<Complaint> {
  const path = ['record_partitioner'];
  const section = settings.raw('record_partitioner');
  if (typeof section !== 'object' || section === null || Object.keys(section).length === 0) return;
  const chosen = PARTITIONERS.filter((name) => settings.has('record_partitioner', name));
  if (chosen.length === 0) {
    yield { path, message: 'has no strategy', advice: 'Set one with a body, such as round_robin: {}.' };
  } else if (chosen.length > 1)
    yield { path, message: `has both ${chosen.join(' and ')}, but must have only one` };
  else if (chosen[0] === 'sticky_key') {
    const hasher = settings.text([...path, 'sticky_key', 'hasher'], '');
    if (hasher !== undefined && !['sarama_compat', 'murmur2'].includes(hasher)) {
      const message = hasher === '' ? 'is missing' : `is "${hasher}", but must be sarama_compat or murmur2`;
      yield { path: [...path, 'sticky_key', 'hasher'], message };
    }
  } else if (chosen[0] === 'extension') {
    const id = parseComponentId(settings.text([...path, 'extension'], '') ?? '');
    if ('id' in id && !extensions.includes(id.id)) {
      yield {
        path: [...path, 'extension'],
        message: `names the extension ${id.id}, which service.extensions does not start`,
        refusal: 'start',
      };
    }
  }
}
