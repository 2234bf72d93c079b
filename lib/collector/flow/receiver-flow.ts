import type { CollectorVersion } from '../collector-version';
import type { Component } from '../config/collector-config';
import type { ConfigPath } from '../config/config-document';
import { settingAt } from '../config/setting-at';
import { certainValue, durationMsLive, flagLive } from '../live/live-value';

/** What a kafkareceiver does with a record that the pipeline refuses temporarily, as with memory_limiter or a 503. */
export type OnRefusal =
  /** It retries until the pipeline accepts the record. */
  | { kind: 'retries' }
  /** It marks the record as read and continues, so the record is lost. */
  | { kind: 'skips' }
  /** It retries for this long, then skips the record. */
  | { kind: 'gives-up'; afterMs: number }
  /** It stops reading the partition until the next rebalance, after which the record is read again. */
  | { kind: 'stops-partition'; afterMs: number }
  | { kind: 'unknown' };

/** When a kafkareceiver marks records as read, and what it does with errors. Marked records are committed. */
export interface KafkaReceiverFlow {
  /**
   * `after-pipeline`: when the pipeline has returned without an error. `before-pipeline`: when it starts to process a
   * record.
   */
  marks: 'before-pipeline' | 'after-pipeline' | 'unknown';
  /**
   * `message_marking.on_error`: whether a record is marked although its processing failed or was interrupted;
   * `undefined` if unknown.
   */
  marksOnError: boolean | undefined;
  onRefusal: OnRefusal;
  /**
   * What happens to a record that no retry can help, because it cannot be decoded or the pipeline refuses it
   * permanently. `blocks` lasts until the next rebalance, then starts again.
   */
  onPoison: 'skips' | 'blocks' | 'unknown';
  /** The path of `message_marking`, or where it would be written. */
  markingPath: ConfigPath;
  /** The path of `error_backoff`, or where it would be written. */
  backoffPath: ConfigPath;
}

/**
 * From this minor version on, the receiver uses only franz-go. sarama ends the session on an error and reads the record
 * again.
 */
const FRANZ_GO_SINCE = 145;

/** From this minor version on (v0.152 has it, v0.150 does not), the receiver reads a record again after giving up on it. */
const REWINDS_SINCE = 152;

export function kafkaReceiverFlow(
  { settings, path }: Component,
  version: CollectorVersion,
): KafkaReceiverFlow {
  const flag = (fallback: boolean, ...at: string[]) => certainValue(flagLive(settings, at, fallback));
  const after = flag(false, 'message_marking', 'after');
  const marksOnError = flag(false, 'message_marking', 'on_error');
  const ownPermanent = settingAt(settings, ['message_marking', 'on_permanent_error']).kind !== 'absent';
  // If it is not set, on_error applies.
  const onPermanent = ownPermanent ? flag(false, 'message_marking', 'on_permanent_error') : marksOnError;
  return {
    marks: after === undefined ? 'unknown' : after ? 'after-pipeline' : 'before-pipeline',
    marksOnError: after === false ? false : marksOnError,
    onRefusal: onRefusalOf(settings, version, { after, marksOnError }),
    onPoison: keeps(after, onPermanent, { kept: 'blocks', marked: 'skips' }),
    markingPath: [...path, 'message_marking'],
    backoffPath: [...path, 'error_backoff'],
  };
}

function onRefusalOf(
  settings: Component['settings'],
  { minor }: CollectorVersion,
  { after, marksOnError }: { after: boolean | undefined; marksOnError: boolean | undefined },
): OnRefusal {
  const backsOff = certainValue(flagLive(settings, ['error_backoff', 'enabled'], false));
  // error_backoff has no defaults of its own, so without max_elapsed_time it never ends.
  const limitMs = certainValue(durationMsLive(settings, ['error_backoff', 'max_elapsed_time'], 0));
  if (backsOff === undefined || (backsOff && limitMs === undefined)) return { kind: 'unknown' };
  if (backsOff && limitMs === 0) return { kind: 'retries' };
  const afterMs = backsOff ? (limitMs ?? 0) : 0;
  const end = keeps(after, marksOnError, { kept: 'kept', marked: 'marked' });
  if (end === 'unknown') return { kind: 'unknown' };
  if (end === 'marked') return backsOff ? { kind: 'gives-up', afterMs } : { kind: 'skips' };
  const readsAgain = minor < FRANZ_GO_SINCE || (backsOff && minor >= REWINDS_SINCE);
  return readsAgain ? { kind: 'retries' } : { kind: 'stops-partition', afterMs };
}

/**
 * Whether the receiver leaves a failed record unmarked. It does if it marks after the pipeline, and does not mark on
 * this kind of error.
 */
function keeps<Kept, Marked>(
  after: boolean | undefined,
  onError: boolean | undefined,
  { kept, marked }: { kept: Kept; marked: Marked },
): Kept | Marked | 'unknown' {
  if (after === false || onError === true) return marked;
  return after === undefined || onError === undefined ? 'unknown' : kept;
}

/** Receivers that answer their client only when the pipeline has returned, so that the client can retry. */
const ANSWERS_CLIENT: ReadonlySet<string> = new Set([
  'awsfirehose',
  'datadog',
  'jaeger',
  'loki',
  'otelarrow',
  'otlp',
  'prometheusremotewrite',
  'splunkhec',
  'webhookevent',
  'zipkin',
]);

/** What a receiver does with an error that reaches it. */
export function receiverKind(type: string): 'kafka' | 'answers-client' | 'unknown' {
  if (type === 'kafka') return 'kafka';
  return ANSWERS_CLIENT.has(type.replaceAll('_', '')) ? 'answers-client' : 'unknown';
}
