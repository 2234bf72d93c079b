import { type Component, collectorConfig } from '../config/collector-config';
import {
  type ConfigDocument,
  type ConfigPath,
  type ConfigSource,
  documentOf,
} from '../config/config-document';
import { defaultTopic, KAFKA_DEFAULTS } from '../config/kafka-defaults';
import { type OffsetReceiver, usedReceivers } from '../offset/offset-config';
import { type LiveHolding, readHolding } from './holding';
import { type LiveLogin, loginLive, type TlsUse, tlsLive } from './live-connection';
import {
  certainValue,
  durationMsLive,
  type LiveValue,
  mapLive,
  textLive,
  textsLive,
  valueIn,
} from './live-value';
import { type LiveSampling, readSampling } from './sampling';
import type { Subscription } from './subscription';

/** One receiver's subscription for one signal. It is one member of the group. */
export interface LiveRead {
  /** `traces`, `metrics`, `logs` or `profiles`. */
  signal: string;
  subscription: LiveValue<Subscription>;
  /** The line of the topics, or of the nearest section around them. */
  line: number;
}

/** A kafkareceiver that a pipeline uses, with the defaults of v0.160.0 filled in. */
export interface LiveReceiver {
  /** `kafka` or `kafka/<name>`. */
  id: string;
  line: number;
  /** `host:port`. */
  brokers: LiveValue<readonly string[]>;
  groupId: LiveValue<string>;
  clientId: LiveValue<string>;
  /** Empty if not set. */
  groupInstanceId: LiveValue<string>;
  /** Empty if not set, in which case the client and the brokers agree on a version. */
  protocolVersion: LiveValue<string>;
  login: LiveLogin;
  tls: LiveValue<TlsUse>;
  sessionTimeoutMs: LiveValue<number>;
  /** One for each signal of the pipelines that use it. */
  reads: readonly LiveRead[];
  /** The lines of the settings that can differ from the spec. */
  lines: Readonly<Record<'brokers' | 'group' | 'client_id' | 'protocol_version' | 'auth' | 'tls', number>>;
}

/** How a Collector configuration reads from Kafka, and how long a task can hold data. Never contains a secret. */
export interface LiveSettings {
  /** All kafkareceivers in use, in the order of the pipelines. */
  receivers: readonly [LiveReceiver, ...LiveReceiver[]];
  holding: LiveHolding;
  /** Absent without tail_sampling. */
  sampling?: LiveSampling | undefined;
}

/** The paths of these settings, below the receiver. */
export const SETTING_PATHS = {
  brokers: ['brokers'],
  group: ['group_id'],
  client_id: ['client_id'],
  protocol_version: ['protocol_version'],
  auth: ['auth'],
  tls: ['tls'],
} as const satisfies Record<keyof LiveReceiver['lines'], ConfigPath>;

/**
 * Reads how a Collector configuration (v0.160.0, or older spellings) reads from Kafka. A value that is known only in the
 * task's environment is `unknown`, and the value in `${env:NAME:-value}` is a `fallback`.
 *
 * @example
 * const { receivers, holding } = readLiveSettings(text);
 * receivers[0].groupId // { kind: 'known', value: 'checkout-processing' }
 * holding.retryMs // 'unbounded'
 * @throws SpillwayError `CONFIG_MALFORMED` with the line, `CONFIG_NO_KAFKA_RECEIVER` if no pipeline uses one
 */
export function readLiveSettings(source: ConfigSource): LiveSettings {
  const document = documentOf(source);
  const [first, ...others] = usedReceivers(document);
  const config = collectorConfig(document);
  const settingsOf = (id: string) => config.component('receiver', id)?.settings ?? {};
  const read = (used: OffsetReceiver) => receiverOf(document, used, settingsOf(used.id));
  return {
    receivers: [read(first), ...others.map(read)],
    holding: readHolding(config),
    sampling: readSampling(config),
  };
}

/**
 * The maximum number of group members per task: each signal of each receiver has its own client. A receiver whose group
 * is not known counts too. One that subscribes to nothing does not, because it never joins.
 */
export function membersPerTask({ receivers }: LiveSettings, groupId: string): number {
  return receivers
    .filter((receiver) => (certainValue(receiver.groupId) ?? groupId) === groupId)
    .flatMap(({ reads }) => reads)
    .filter(({ subscription }) => certainValue(subscription)?.topics.length !== 0).length;
}

/** The known client IDs of the group's members. The default is left out, because any Collector may have it. */
export function ownClientIds({ receivers }: LiveSettings): string[] {
  const ids = receivers.flatMap(({ clientId }) => valueIn(clientId) ?? []);
  return [...new Set(ids)].filter((id) => id !== '' && id !== KAFKA_DEFAULTS.clientId);
}

function receiverOf(
  document: ConfigDocument,
  { id, line, topics }: OffsetReceiver,
  settings: Component['settings'],
): LiveReceiver {
  const lineOf = (path: ConfigPath) => document.placeOf(['receivers', id, ...path], 'key').line;
  return {
    id,
    line,
    brokers: textsLive(settings, ['brokers'], KAFKA_DEFAULTS.brokers),
    groupId: textLive(settings, ['group_id'], KAFKA_DEFAULTS.groupId),
    clientId: textLive(settings, ['client_id'], KAFKA_DEFAULTS.clientId),
    groupInstanceId: textLive(settings, ['group_instance_id'], ''),
    protocolVersion: textLive(settings, ['protocol_version'], ''),
    login: loginLive(settings),
    tls: tlsLive(settings),
    sessionTimeoutMs: durationMsLive(settings, ['session_timeout'], KAFKA_DEFAULTS.sessionTimeoutMs),
    reads: Object.keys(topics).map((signal) => ({
      signal,
      subscription: subscriptionOf(settings, signal),
      line: lineOf([signal, 'topics']),
    })),
    lines: {
      brokers: lineOf(SETTING_PATHS.brokers),
      group: lineOf(SETTING_PATHS.group),
      client_id: lineOf(SETTING_PATHS.client_id),
      protocol_version: lineOf(SETTING_PATHS.protocol_version),
      auth: lineOf(SETTING_PATHS.auth),
      tls: lineOf(SETTING_PATHS.tls),
    },
  };
}

/** An empty list replaces the default topic, unless the older `topic` is also set. */
function subscriptionOf(settings: Component['settings'], signal: string): LiveValue<Subscription> {
  const older = textLive(settings, [signal, 'topic'], '');
  const single = valueIn(older) === '' ? defaultTopic(signal) : valueIn(older);
  const listed = textsLive(settings, [signal, 'topics'], single === undefined ? [] : [single]);
  const topics =
    valueIn(listed)?.length === 0 && valueIn(older) ? mapLive(older, (topic) => [topic]) : listed;
  const excluded = textsLive(settings, [signal, 'exclude_topics'], []);
  const excludeTopics = valueIn(excluded);
  if (excludeTopics === undefined) return { kind: 'unknown' };
  const combined = mapLive(topics, (names): Subscription => ({ topics: names, excludeTopics }));
  return combined.kind === 'known' && excluded.kind === 'fallback'
    ? { ...combined, kind: 'fallback' }
    : combined;
}
