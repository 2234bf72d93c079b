import type { CollectorVersion } from '../../collector/collector-version';
import type { Component } from '../../collector/config/collector-config';
import type { ConfigPath } from '../../collector/config/config-document';
import { goPattern } from '../../collector/config/go-pattern';
import { defaultTopic } from '../../collector/config/kafka-defaults';
import { isTopicPattern } from '../../pipeline/topic-pattern';
import { isSet, listAt, textAt } from './values';

/** The topics to which a Kafka component writes one signal, or from which it reads it. */
export interface KafkaRoute {
  signal: string;
  /**
   * `undefined` if not known, because it is a `${…}` or chosen per request. An exporter has one topic, while a
   * receiver's list may be empty.
   */
  topics: readonly string[] | undefined;
  topicsPath: ConfigPath;
  encoding: string | undefined;
  encodingPath: ConfigPath;
}

/** From this minor version on, kafkareceiver and kafkaexporter have a topic per signal (their config.go). */
const PER_SIGNAL_SINCE = 124;

/** From this minor version on, a receiver has a list of topics per signal. v0.147 removed the single `topic`. */
export const TOPIC_LIST_SINCE = 141;

const DEFAULT_ENCODING = 'otlp_proto';

/** The routes of a kafkareceiver or kafkaexporter: one per signal of the pipelines that use it. */
export function routesOf(component: Component, version: CollectorVersion): readonly KafkaRoute[] {
  const known = cache.get(component);
  if (known?.minor === version.minor) return known.routes;
  const routes = readRoutes(component, version);
  cache.set(component, { minor: version.minor, routes });
  return routes;
}

/** Cached, because many rules ask for the same routes. */
const cache = new WeakMap<Component, { minor: number; routes: readonly KafkaRoute[] }>();

function readRoutes(component: Component, version: CollectorVersion): KafkaRoute[] {
  const signals = new Set(component.pipelines.map(({ signal }) => signal));
  return [...signals].map((signal) => {
    const topicsPath = pathOf(component, version, signal, TOPIC_KEYS);
    const encodingPath = pathOf(component, version, signal, ['encoding']);
    return {
      signal,
      topics: topicsOf(component, version, signal, topicsPath),
      topicsPath: [...component.path, ...topicsPath],
      encoding: textAt(component.settings, encodingPath, DEFAULT_ENCODING),
      encodingPath: [...component.path, ...encodingPath],
    };
  });
}

/** Whether a receiver's subscription covers the topic. A pattern that Go refuses counts as covering everything. */
export function coversTopic(subscribed: string, topic: string): boolean {
  if (!isTopicPattern(subscribed)) return subscribed === topic;
  return goPattern(subscribed)?.(topic) ?? true;
}

const TOPIC_KEYS = ['topics', 'topic'] as const;

/**
 * The path of the setting that decides, below the signal or at the top of the component. If there is none, where it
 * would be written.
 */
function pathOf(
  component: Component,
  { minor }: CollectorVersion,
  signal: string,
  keys: readonly string[],
): ConfigPath {
  const candidates = [
    ...keys.map((key) => [signal, key]),
    ...keys.map((key) => [`${signal}_${key}`]),
    ...keys.map((key) => [key]),
  ];
  const { kind, settings } = component;
  const set = candidates.find((path) => isSet(settings, path) && !isPassedOver(component, minor, path));
  if (set) return set;
  const [first = '', second = first] = keys;
  if (minor < PER_SIGNAL_SINCE) return [second];
  return [signal, kind === 'exporter' ? second : first];
}

/** Whether the value is empty and in a place where the Collector then looks further (its config.go and factory.go). */
function isPassedOver({ kind, settings }: Component, minor: number, path: ConfigPath): boolean {
  const section = path.slice(0, -1);
  switch (path.at(-1)) {
    case 'topic':
      return (
        textAt(settings, path) === '' &&
        (section.length === 0 || (kind === 'receiver' && minor >= TOPIC_LIST_SINCE))
      );
    case 'topics':
      // An empty list decides, unless the older key is set too.
      return listAt(settings, path)?.length === 0 && textAt(settings, [...section, 'topic'], '') !== '';
    default:
      return false;
  }
}

function topicsOf(
  component: Component,
  { minor }: CollectorVersion,
  signal: string,
  path: ConfigPath,
): readonly string[] | undefined {
  const { kind, settings } = component;
  const chosen = [['topic_from_attribute'], [signal, 'topic_from_metadata_key']];
  if (kind === 'exporter' && chosen.some((each) => isSet(settings, each))) return undefined;
  const fallback = defaultTopic(signal);
  if (kind === 'receiver' && path.at(-1) === 'topics') {
    return listAt(settings, path, fallback === undefined ? undefined : [fallback]);
  }
  const topic = isPassedOver(component, minor, path) ? fallback : textAt(settings, path, fallback);
  return topic === undefined ? undefined : [topic];
}
