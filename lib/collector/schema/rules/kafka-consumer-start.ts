import { KAFKA_DEFAULTS } from '../../config/kafka-defaults';
import type { SettingsReader } from '../settings-reader';
import { MS, SECOND } from './limits';
import { patternProblem } from './pattern';
import type { Complaint, RuleContext } from './rule';

/** franz-go v1.21 compares heartbeat and session timeout. The Collector has used it since v0.151 or v0.152. */
const HEARTBEAT_COMPARED_SINCE = 152;
/** The same version of franz-go also refuses an empty topic. */
const EMPTY_TOPIC_SINCE = 152;
/** The largest duration whose milliseconds fit into Kafka's 32 bits. */
const MOST_WIRE_NS = (2 ** 31 - 1) * MS;

/** The bounds of franz-go's options, which it checks when it starts. */
export function* franzConsumer(
  settings: SettingsReader,
  { signals, minor }: RuleContext,
): Generator<Complaint> {
  const refusal = 'start' as const;
  const session = settings.durationNs(['session_timeout'], 10 * SECOND);
  const heartbeat = settings.durationNs(['heartbeat_interval'], 3 * SECOND);
  if (session !== undefined && session < 100 * MS) {
    yield { path: ['session_timeout'], message: 'is below 100ms', refusal };
  } else if (session !== undefined && session > MOST_WIRE_NS) {
    yield { path: ['session_timeout'], message: 'is above the largest value of the Kafka protocol', refusal };
  } else if (
    session !== undefined &&
    heartbeat !== undefined &&
    heartbeat > session &&
    minor >= HEARTBEAT_COMPARED_SINCE
  ) {
    yield {
      path: settings.names('heartbeat_interval') ? ['heartbeat_interval'] : ['session_timeout'],
      message: settings.names('heartbeat_interval')
        ? 'is above session_timeout'
        : 'is below heartbeat_interval, which is 3s by default',
      refusal,
    };
  }
  if (settings.text(['group_id'], KAFKA_DEFAULTS.groupId) === '') {
    yield { path: ['group_id'], message: 'is empty', refusal };
  }
  const wait = settings.durationNs(['max_fetch_wait'], 250 * MS);
  if (wait !== undefined && wait < 10 * MS)
    yield { path: ['max_fetch_wait'], message: 'is below 10ms', refusal };
  const interval = settings.durationNs(['autocommit', 'interval'], SECOND);
  if (
    settings.flag(['autocommit', 'enable'], true) === true &&
    interval !== undefined &&
    interval < 100 * MS
  ) {
    yield { path: ['autocommit', 'interval'], message: 'is below 100ms', refusal };
  }
  const most = settings.int32(['max_fetch_size'], 1_048_576);
  if (most !== undefined && most > 100 * 2 ** 20) {
    yield {
      path: ['max_fetch_size'],
      message: 'is above 100 MiB, the maximum of the client',
      refusal,
    };
  }
  for (const signal of signals) yield* topics(settings, signal, minor);
}

function* topics(settings: SettingsReader, signal: string, minor: number): Generator<Complaint> {
  const names = settings.texts([signal, 'topics'], []) ?? [];
  const pattern = names.some((name) => name.startsWith('^'));
  for (const [index, name] of names.entries()) {
    // If one topic is a pattern, the client treats all of them as patterns.
    const empty = name === '' && minor >= EMPTY_TOPIC_SINCE ? 'is empty' : undefined;
    const message = pattern ? patternProblem(name) : empty;
    if (message) yield { path: [signal, 'topics', index], message, refusal: 'start' };
  }
}

/** The bounds of sarama, the client of older versions. */
export function* saramaConsumer(settings: SettingsReader): Generator<Complaint> {
  const refusal = 'start' as const;
  const session = settings.durationNs(['session_timeout'], 10 * SECOND);
  const heartbeat = settings.durationNs(['heartbeat_interval'], 3 * SECOND);
  if (session !== undefined && session <= 2 * MS) {
    yield { path: ['session_timeout'], message: 'must be above 2ms', refusal };
  } else if (heartbeat !== undefined && heartbeat < MS) {
    yield { path: ['heartbeat_interval'], message: 'is below 1ms', refusal };
  } else if (session !== undefined && heartbeat !== undefined && heartbeat >= session) {
    yield { path: ['heartbeat_interval'], message: 'must be below session_timeout', refusal };
  }
  const interval = settings.durationNs(['autocommit', 'interval'], SECOND);
  if (interval !== undefined && interval <= 0) {
    yield { path: ['autocommit', 'interval'], message: 'must be positive', refusal };
  }
  for (const [name, fallback, least] of [
    ['min_fetch_size', 1, 1],
    ['default_fetch_size', 1_048_576, 1],
    ['max_fetch_size', 0, 0],
  ] as const) {
    const size = settings.int32([name], fallback);
    if (size !== undefined && size < least) yield { path: [name], message: `is below ${least}`, refusal };
  }
  for (const name of ['max', 'backoff']) {
    const value =
      name === 'max'
        ? settings.number(['metadata', 'retry', name], 3)
        : settings.durationNs(['metadata', 'retry', name], 0);
    if (value !== undefined && value < 0)
      yield { path: ['metadata', 'retry', name], message: 'must not be negative', refusal };
  }
}
