import { parseComponentId } from '../component-id';
import type { SettingsReader } from '../settings-reader';
import { franzClient, kafkaClient, saramaClient } from './kafka-client';
import { franzConsumer, saramaConsumer } from './kafka-consumer-start';
import { receiverEncoding } from './kafka-encodings';
import { CONFIGKAFKA_SINCE, FRANZ_SINCE } from './kafka-versions';
import { SECOND } from './limits';
import { patternProblem } from './pattern';
import type { Complaint, RuleContext } from './rule';

const STRATEGIES = ['range', 'roundrobin', 'sticky', 'cooperative-sticky'];
/**
 * Before this version, `group_rebalance_strategy` had only three values. Since v0.155 an unknown one is taken to be an
 * extension.
 */
const COOPERATIVE_SINCE = 144;
const EXTENSION_STRATEGY_SINCE = 151;
/** From this version on, fetch sizes are validated. */
const FETCH_SIZES_SINCE = 144;
/** The versions that have both `topic` and `topics` per signal. */
const BOTH_TOPICS = { since: 141, until: 146 };

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
  if (idle !== undefined && idle <= 0) yield { path: ['conn_idle_timeout'], message: 'must be positive' };
  if (context.minor >= FRANZ_SINCE) {
    yield* franzClient(settings, context);
    yield* franzConsumer(settings, context);
  } else {
    yield* saramaClient(settings);
    yield* saramaConsumer(settings);
  }
  for (const signal of context.signals) yield* receiverEncoding(settings, signal, context);
}

function* initialOffset(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  const offset = settings.text(['initial_offset'], 'latest');
  const allowed = minor < CONFIGKAFKA_SINCE ? ['latest', 'earliest', ''] : ['latest', 'earliest'];
  if (offset === undefined || allowed.includes(offset)) return;
  yield {
    path: ['initial_offset'],
    message: offset === '' ? 'is empty' : `is "${offset}", but must be latest or earliest`,
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
      yield { path: [name], message: `overflows 32 bits to ${size}, but must not be negative` };
  }
  if (least !== undefined && most !== undefined && most >= 0 && most < least) {
    yield { path: ['max_fetch_size'], message: `is ${most}, which is below min_fetch_size (${least})` };
  }
}

function* strategies(settings: SettingsReader, { minor, extensions }: RuleContext): Generator<Complaint> {
  const single = settings.text(['group_rebalance_strategy'], '');
  if (single) {
    const known = minor >= COOPERATIVE_SINCE ? STRATEGIES : STRATEGIES.slice(0, 3);
    if (minor < EXTENSION_STRATEGY_SINCE && !known.includes(single)) {
      yield {
        path: ['group_rebalance_strategy'],
        message: `is "${single}", but must be one of ${known.join(', ')}`,
      };
    } else if (minor >= EXTENSION_STRATEGY_SINCE)
      yield* strategy(['group_rebalance_strategy'], single, extensions);
    if ((settings.texts(['group_rebalance_strategies'], [])?.length ?? 0) > 0) {
      yield {
        path: ['group_rebalance_strategy'],
        message: 'cannot be combined with group_rebalance_strategies',
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
  const advice = `Use one of ${STRATEGIES.join(', ')}.`;
  const id = parseComponentId(name);
  if ('wrong' in id) yield { path, message: `is the invalid ID "${name}": ${id.wrong}`, advice };
  else if (!extensions.includes(id.id)) {
    yield {
      path,
      message: `is "${name}", which is neither a strategy nor an extension that service.extensions starts`,
      advice,
      refusal: 'start',
    };
  }
}

function* excludedTopics(settings: SettingsReader, signal: string): Generator<Complaint> {
  // The singular form of older versions applies if the plural is absent.
  const named = (key: string) => {
    const single = settings.has(signal, key) ? settings.texts([signal, key], []) : [];
    return settings.has(signal, `${key}s`) ? settings.texts([signal, `${key}s`], []) : single;
  };
  const [excluded, topics] = [named('exclude_topic'), named('topic')];
  if (excluded === undefined || excluded.length === 0 || topics === undefined) return;
  if (!topics.some((topic) => topic.startsWith('^'))) {
    yield {
      path: [signal, settings.has(signal, 'exclude_topics') ? 'exclude_topics' : 'exclude_topic'],
      message: 'needs a topic that is a pattern',
      advice: 'Begin a topic with ^ to make it a pattern, or remove this setting.',
    };
    return;
  }
  for (const [index, pattern] of excluded.entries()) {
    const message = pattern === '' ? 'is empty, which would exclude every topic' : patternProblem(pattern);
    if (message) yield { path: [signal, 'exclude_topics', index], message };
  }
}

function* bothTopics(settings: SettingsReader, signal: string): Generator<Complaint> {
  for (const name of ['topic', 'exclude_topic']) {
    const [single, several] = [settings.text([signal, name], ''), settings.texts([signal, `${name}s`], [])];
    if (single && several && several.length > 0) {
      yield { path: [signal, name], message: `cannot be combined with ${name}s` };
    }
  }
}

function* partitionProcessing(settings: SettingsReader): Generator<Complaint> {
  if (settings.flag(['partition_processing', 'independent'], false) !== true) return;
  const batches = settings.number(['partition_processing', 'max_buffered_batches'], 1);
  if (batches !== undefined && batches <= 0) {
    yield { path: ['partition_processing', 'max_buffered_batches'], message: 'must be positive' };
  } else if (settings.flag(['autocommit', 'enable'], true) === false) {
    yield { path: ['partition_processing', 'independent'], message: 'needs autocommit.enable: true' };
  }
}
