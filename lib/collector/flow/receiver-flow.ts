import type { CollectorVersion } from '../collector-version';
import type { Component } from '../config/collector-config';
import type { ConfigPath } from '../config/config-document';
import { settingAt } from '../config/setting-at';
import { certainValue, durationMsLive, flagLive } from '../live/live-value';

/** What a kafkareceiver does with a record that the pipeline refuses for now, as memory_limiter or a 503 does. */
export type OnRefusal =
  /** It tries again until the pipeline takes the record. */
  | { kind: 'retries' }
  /** It marks the record as read and continues: the record is lost. */
  | { kind: 'skips' }
  /** It tries again for this long, and then skips the record. */
  | { kind: 'gives-up'; afterMs: number }
  /** It reads no more of the partition until the next rebalance, which reads the record again. */
  | { kind: 'stops-partition'; afterMs: number }
  | { kind: 'unknown' };

/** When a kafkareceiver marks records as read, and what it does with errors. Marked records are committed. */
export interface KafkaReceiverFlow {
  /** `after-pipeline`: when the pipeline has returned without an error. `before-pipeline`: when it takes a record up. */
  marks: 'before-pipeline' | 'after-pipeline' | 'unknown';
  /** `message_marking.on_error`: marks a record whose processing failed or was cut short; `undefined` if unknown. */
  marksOnError: boolean | undefined;
  onRefusal: OnRefusal;
  /**
   * What happens to a record that cannot be decoded, or that the pipeline refuses for good: no retry helps it.
   * `blocks` until the next rebalance, and then again.
   */
  onPoison: 'skips' | 'blocks' | 'unknown';
  /** `message_marking`, or where it would be written. */
  markingPath: ConfigPath;
  /** `error_backoff`, or where it would be written. */
  backoffPath: ConfigPath;
}

/** Since this minor version the receiver uses franz-go only. sarama ends the session on an error and reads again. */
const FRANZ_GO_SINCE = 145;

/** Since this minor version (v0.152 has it, v0.150 does not) the receiver reads a record again when it has given up. */
const REWINDS_SINCE = 152;

export function kafkaReceiverFlow(
  { settings, path }: Component,
  version: CollectorVersion,
): KafkaReceiverFlow {
  const flag = (fallback: boolean, ...at: string[]) => certainValue(flagLive(settings, at, fallback));
  const after = flag(false, 'message_marking', 'after');
  const marksOnError = flag(false, 'message_marking', 'on_error');
  const ownPermanent = settingAt(settings, ['message_marking', 'on_permanent_error']).kind !== 'absent';
  // Without a value of its own it is what on_error is.
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
  // error_backoff has no defaults of its own: without max_elapsed_time it never ends.
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

/** Does the receiver keep a failed record unmarked? It does if it marks after the pipeline, and not on such an error. */
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

/** Where an error ends that a receiver gets. */
export function receiverKind(type: string): 'kafka' | 'answers-client' | 'unknown' {
  if (type === 'kafka') return 'kafka';
  return ANSWERS_CLIENT.has(type.replaceAll('_', '')) ? 'answers-client' : 'unknown';
}
