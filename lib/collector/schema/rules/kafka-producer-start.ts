import type { SettingsReader } from '../settings-reader';
import { MINUTE, MS, SECOND } from './limits';
import type { Complaint } from './rule';

/** franz-go writes no less than this to a broker at once. */
export const FRANZ_LEAST_WRITE = 100 * 2 ** 20;

/** The bounds of franz-go's options, found when the exporter starts. */
export function* franzProducer(settings: SettingsReader): Generator<Complaint> {
  const refusal = 'start' as const;
  const linger = settings.durationNs(['producer', 'linger'], 10 * MS);
  if (linger !== undefined && linger > MINUTE) {
    yield { path: ['producer', 'linger'], message: 'is above a minute', refusal };
  }
  const wait = settings.durationNs(['timeout'], 5 * SECOND);
  if (wait !== undefined && wait < 100 * MS) yield { path: ['timeout'], message: 'is below 100ms', refusal };
  const bytes = settings.number(['producer', 'max_message_bytes'], 1_000_000);
  if (bytes !== undefined && bytes >= 0 && bytes < 512) {
    yield { path: ['producer', 'max_message_bytes'], message: 'is below 512', refusal };
  } else if (
    bytes !== undefined &&
    bytes > FRANZ_LEAST_WRITE &&
    !settings.has('producer', 'max_broker_write_bytes')
  ) {
    yield { path: ['producer', 'max_message_bytes'], message: 'is above 100 MiB', refusal };
  }
}

/** The bounds of sarama, the client of older versions. */
export function* saramaProducer(settings: SettingsReader): Generator<Complaint> {
  const refusal = 'start' as const;
  const bytes = settings.number(['producer', 'max_message_bytes'], 1_000_000);
  if (bytes !== undefined && bytes <= 0) {
    yield { path: ['producer', 'max_message_bytes'], message: 'is not positive', refusal };
  }
  const wait = settings.durationNs(['timeout'], 5 * SECOND);
  if (wait !== undefined && wait <= 0) yield { path: ['timeout'], message: 'is not positive', refusal };
  const flush = settings.number(['producer', 'flush_max_messages'], 0);
  if (flush !== undefined && flush < 0) {
    yield { path: ['producer', 'flush_max_messages'], message: 'is negative', refusal };
  }
}
