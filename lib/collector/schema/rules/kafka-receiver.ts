import { parseComponentId } from '../component-id';
import type { SettingsReader } from '../settings-reader';
import { CONFIGKAFKA_SINCE, FRANZ_SINCE, franzClient, kafkaClient } from './kafka-client';
import { MS, SECOND } from './limits';
import { patternFault } from './pattern';
import type { Complaint, RuleContext } from './rule';

const STRATEGIES = ['range', 'roundrobin', 'sticky', 'cooperative-sticky'];
/** An older `group_rebalance_strategy` knew three; an unknown one is taken for an extension since v0.155. */
const COOPERATIVE_SINCE = 144;
const EXTENSION_STRATEGY_SINCE = 151;
/** Fetch sizes are validated since v0.144. */
const FETCH_SIZES_SINCE = 144;
/** franz-go compares them since its v1.21, which came with v0.151 or v0.152. */
const HEARTBEAT_COMPARED_SINCE = 152;
/** The versions that took `topic` beside `topics` of a signal. */
const BOTH_TOPICS = { since: 142, until: 147 };
/** The largest duration whose milliseconds fit in Kafka's 32 bits. */
const MOST_WIRE_NS = (2 ** 31 - 1) * MS;

const SIGNALS = ['logs', 'metrics', 'traces', 'profiles'];

/** kafkareceiver.Config. */
export function* kafkaReceiver(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  yield* kafkaClient(settings, context);
  yield* initialOffset(settings, context);
  yield* fetchSizes(settings, context);
  yield* strategies(settings, context);
  for (const signal of SIGNALS) {
    yield* excludedTopics(settings, signal);
    if (context.minor >= BOTH_TOPICS.since && context.minor <= BOTH_TOPICS.until)
      yield* bothTopics(settings, signal);
  }
  yield* partitionProcessing(settings);
  const idle = settings.durationNs(['conn_idle_timeout'], 540 * SECOND);
  if (idle !== undefined && idle <= 0) yield { path: ['conn_idle_timeout'], message: 'is not positive' };
  if (context.minor >= FRANZ_SINCE) {
    yield* franzClient(settings, context);
    yield* franzConsumer(settings, context);
  } else yield* saramaConsumer(settings);
  for (const signal of context.signals) yield* encoding(settings, signal, context);
}

function* initialOffset(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  const offset = settings.text(['initial_offset'], 'latest');
  const allowed = minor < CONFIGKAFKA_SINCE ? ['latest', 'earliest', ''] : ['latest', 'earliest'];
  if (offset === undefined || allowed.includes(offset)) return;
  yield {
    path: ['initial_offset'],
    message: offset === '' ? 'is empty' : `"${offset}" is neither latest nor earliest`,
    ...(minor < CONFIGKAFKA_SINCE && { refusal: 'start' as const }),
  };
}

function* fetchSizes(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  if (minor < FETCH_SIZES_SINCE) return;
  const least = settings.int32(['min_fetch_size'], 1);
  const most = settings.int32(['max_fetch_size'], 1_048_576);
  const partition = settings.int32(['max_partition_fetch_size'], 1_048_576);
  for (const [name, size] of [
    ['min_fetch_size', least],
    ['max_fetch_size', most],
    ['max_partition_fetch_size', partition],
  ] as const) {
    if (size !== undefined && size < 0)
      yield { path: [name], message: `is negative as a number of 32 bits (${size})` };
  }
  if (least !== undefined && most !== undefined && most >= 0 && most < least) {
    yield { path: ['max_fetch_size'], message: `(${most}) is below min_fetch_size (${least})` };
  }
}

function* strategies(settings: SettingsReader, { minor, extensions }: RuleContext): Generator<Complaint> {
  const single = settings.text(['group_rebalance_strategy'], '');
  if (single) {
    const known = minor >= COOPERATIVE_SINCE ? STRATEGIES : STRATEGIES.slice(0, 3);
    if (minor < EXTENSION_STRATEGY_SINCE && !known.includes(single)) {
      yield { path: ['group_rebalance_strategy'], message: `"${single}" is none of ${known.join(', ')}` };
    } else if (minor >= EXTENSION_STRATEGY_SINCE)
      yield* strategy(['group_rebalance_strategy'], single, extensions);
    if ((settings.texts(['group_rebalance_strategies'], [])?.length ?? 0) > 0) {
      yield {
        path: ['group_rebalance_strategy'],
        message: 'is not possible beside group_rebalance_strategies',
      };
    }
  }
  for (const [index, name] of (settings.texts(['group_rebalance_strategies'], []) ?? []).entries()) {
    yield* strategy(['group_rebalance_strategies', index], name, extensions);
  }
}

function* strategy(
  path: (string | number)[],
  name: string,
  extensions: readonly string[],
): Generator<Complaint> {
  if (STRATEGIES.includes(name)) return;
  const advice = `Write one of ${STRATEGIES.join(', ')}.`;
  const id = parseComponentId(name);
  if ('wrong' in id) yield { path, message: `"${name}" ${id.wrong}`, advice };
  else if (!extensions.includes(id.id)) {
    yield {
      path,
      message: `"${name}" is no strategy, and no extension that service.extensions starts`,
      advice,
      refusal: 'start',
    };
  }
}

function* excludedTopics(settings: SettingsReader, signal: string): Generator<Complaint> {
  const excluded = settings.texts([signal, 'exclude_topics'], []) ?? [];
  if (excluded.length === 0) return;
  const topics = settings.texts([signal, 'topics'], []);
  if (topics === undefined || settings.has(signal, 'topic')) return;
  if (!topics.some((topic) => topic.startsWith('^'))) {
    yield {
      path: [signal, 'exclude_topics'],
      message: `stands beside topics of which none is a pattern`,
      advice: 'Begin a topic with ^ to make it a pattern.',
    };
    return;
  }
  for (const [index, pattern] of excluded.entries()) {
    const fault = pattern === '' ? 'is empty, which would exclude every topic' : patternFault(pattern);
    if (fault) yield { path: [signal, 'exclude_topics', index], message: fault };
  }
}

function* bothTopics(settings: SettingsReader, signal: string): Generator<Complaint> {
  for (const name of ['topic', 'exclude_topic']) {
    const [single, several] = [settings.text([signal, name], ''), settings.texts([signal, `${name}s`], [])];
    if (single && several && several.length > 0) {
      yield { path: [signal, name], message: `is not possible beside ${name}s` };
    }
  }
}

function* partitionProcessing(settings: SettingsReader): Generator<Complaint> {
  if (settings.flag(['partition_processing', 'independent'], false) !== true) return;
  const batches = settings.number(['partition_processing', 'max_buffered_batches'], 1);
  if (batches !== undefined && batches <= 0) {
    yield { path: ['partition_processing', 'max_buffered_batches'], message: 'is not positive' };
  } else if (settings.flag(['autocommit', 'enable'], true) === false) {
    yield { path: ['partition_processing', 'independent'], message: 'needs autocommit.enable' };
  }
}

/** The bounds of franz-go's options, found when the receiver starts. */
function* franzConsumer(settings: SettingsReader, { signals, minor }: RuleContext): Generator<Complaint> {
  const refusal = 'start' as const;
  const session = settings.durationNs(['session_timeout'], 10 * SECOND);
  const heartbeat = settings.durationNs(['heartbeat_interval'], 3 * SECOND);
  if (session !== undefined && session < 100 * MS) {
    yield { path: ['session_timeout'], message: 'is below 100ms', refusal };
  } else if (session !== undefined && session > MOST_WIRE_NS) {
    yield { path: ['session_timeout'], message: 'is above what Kafka can be told', refusal };
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
  if (settings.text(['group_id'], 'otel-collector') === '') {
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
      message: 'is above 100 MiB, the most that the client reads at once',
      refusal,
    };
  }
  for (const signal of signals) yield* topics(settings, signal);
}

function* topics(settings: SettingsReader, signal: string): Generator<Complaint> {
  const names = settings.texts([signal, 'topics'], []) ?? [];
  const pattern = names.some((name) => name.startsWith('^'));
  for (const [index, name] of names.entries()) {
    // One pattern makes all of them patterns.
    const fault = pattern ? patternFault(name) : name === '' ? 'is empty' : undefined;
    if (fault) yield { path: [signal, 'topics', index], message: fault, refusal: 'start' };
  }
}

/** The bounds of sarama, the client of older versions. */
function* saramaConsumer(settings: SettingsReader): Generator<Complaint> {
  const refusal = 'start' as const;
  const session = settings.durationNs(['session_timeout'], 10 * SECOND);
  const heartbeat = settings.durationNs(['heartbeat_interval'], 3 * SECOND);
  if (session !== undefined && session <= 2 * MS) {
    yield { path: ['session_timeout'], message: 'is not above 2ms', refusal };
  } else if (heartbeat !== undefined && heartbeat < MS) {
    yield { path: ['heartbeat_interval'], message: 'is below 1ms', refusal };
  } else if (session !== undefined && heartbeat !== undefined && heartbeat >= session) {
    yield { path: ['heartbeat_interval'], message: 'is not below session_timeout', refusal };
  }
  const interval = settings.durationNs(['autocommit', 'interval'], SECOND);
  if (interval !== undefined && interval <= 0) {
    yield { path: ['autocommit', 'interval'], message: 'is not positive', refusal };
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
      yield { path: ['metadata', 'retry', name], message: 'is negative', refusal };
  }
}

const ENCODINGS: Record<string, string[]> = {
  traces: [
    'otlp_proto',
    'otlp_json',
    'jaeger_proto',
    'jaeger_json',
    'zipkin_proto',
    'zipkin_json',
    'zipkin_thrift',
  ],
  metrics: ['otlp_proto', 'otlp_json'],
  logs: ['otlp_proto', 'otlp_json', 'raw', 'json', 'azure_resource_logs', 'text'],
  profiles: ['otlp_proto', 'otlp_json'],
};

/** An encoding is one of these or the id of an extension, and looked up when the receiver starts. */
function* encoding(settings: SettingsReader, signal: string, context: RuleContext): Generator<Complaint> {
  const own = settings.has(signal, 'encoding');
  const path = own ? [signal, 'encoding'] : ['encoding'];
  const name = settings.text(path, 'otlp_proto');
  if (name === undefined || ENCODINGS[signal]?.includes(name) || context.extensions.includes(name)) return;
  if (signal === 'logs' && name.startsWith('text_')) return;
  yield {
    path,
    message: name === '' ? `is empty, for ${signal}` : `"${name}" is no encoding of ${signal}`,
    advice: 'Write otlp_proto, and the same in the exporter.',
    refusal: 'start',
  };
}
