import { KAFKA_DEFAULTS } from '../../config/kafka-defaults';
import type { SettingsReader } from '../settings-reader';
import { MINUTE, MS, SECOND } from './limits';
import type { Complaint, RuleContext } from './rule';

/** From a version between v0.153 and v0.155 on, the message size is validated together with max_broker_write_bytes. */
export const BROKER_WRITE_BYTES_SINCE = 153;
/** The lowest max_broker_write_bytes that franz-go accepts. */
export const FRANZ_LEAST_WRITE = 100 * 2 ** 20;

/** The bounds of franz-go's options, which it checks when it starts. */
export function* franzProducer(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  const refusal = 'start' as const;
  const linger = settings.durationNs(['producer', 'linger'], 10 * MS);
  if (linger !== undefined && linger > MINUTE) {
    yield { path: ['producer', 'linger'], message: 'is above 1m', refusal };
  }
  const wait = settings.durationNs(['timeout'], 5 * SECOND);
  if (wait !== undefined && wait >= 0 && wait < 100 * MS)
    yield { path: ['timeout'], message: 'is below 100ms', refusal };
  const bytes = settings.number(['producer', 'max_message_bytes'], KAFKA_DEFAULTS.maxMessageBytes);
  if (bytes !== undefined && bytes >= 0 && bytes < 512) {
    yield { path: ['producer', 'max_message_bytes'], message: 'is below 512', refusal };
  } else if (bytes !== undefined && bytes > FRANZ_LEAST_WRITE && minor < BROKER_WRITE_BYTES_SINCE) {
    yield { path: ['producer', 'max_message_bytes'], message: 'is above 100 MiB', refusal };
  }
}

/** The bounds of sarama, the client of older versions. */
export function* saramaProducer(settings: SettingsReader): Generator<Complaint> {
  const refusal = 'start' as const;
  const bytes = settings.number(['producer', 'max_message_bytes'], KAFKA_DEFAULTS.maxMessageBytes);
  if (bytes !== undefined && bytes <= 0) {
    yield { path: ['producer', 'max_message_bytes'], message: 'must be positive', refusal };
  }
  const wait = settings.durationNs(['timeout'], 5 * SECOND);
  if (wait !== undefined && wait <= 0) yield { path: ['timeout'], message: 'must be positive', refusal };
  const flush = settings.number(['producer', 'flush_max_messages'], 0);
  if (flush !== undefined && flush < 0) {
    yield { path: ['producer', 'flush_max_messages'], message: 'must not be negative', refusal };
  }
}
