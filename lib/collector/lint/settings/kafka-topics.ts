import { isTopicPattern } from '../../../pipeline/topic-pattern';
import type { CollectorVersion } from '../../collector-version';
import type { Component } from '../../config/collector-config';
import type { ConfigPath } from '../../config/config-document';
import { defaultTopic } from '../../config/kafka-defaults';
import { isSet, listAt, textAt } from './values';

/** Where one signal of a Kafka component goes to or comes from. */
export interface KafkaRoute {
  signal: string;
  /** `undefined` when not known: `${…}`, or chosen for each request. An exporter has one. */
  topics: readonly string[] | undefined;
  topicsPath: ConfigPath;
  encoding: string | undefined;
  encodingPath: ConfigPath;
}

/** kafkareceiver and kafkaexporter take a topic a signal from this minor version on (their config.go). */
const PER_SIGNAL_SINCE = 124;

const DEFAULT_ENCODING = 'otlp_proto';

/** The routes of a kafkareceiver or kafkaexporter, one for each signal of the pipelines that use it. */
export function routesOf(component: Component, version: CollectorVersion): readonly KafkaRoute[] {
  const known = found.get(component);
  if (known?.minor === version.minor) return known.routes;
  const routes = readRoutes(component, version);
  found.set(component, { minor: version.minor, routes });
  return routes;
}

/** Many rules ask for the same ones. */
const found = new WeakMap<Component, { minor: number; routes: readonly KafkaRoute[] }>();

function readRoutes(component: Component, version: CollectorVersion): KafkaRoute[] {
  const signals = new Set(component.pipelines.map(({ signal }) => signal));
  return [...signals].map((signal) => {
    const topicsPath = pathOf(component, version, signal, TOPIC_KEYS);
    const encodingPath = pathOf(component, version, signal, ['encoding']);
    return {
      signal,
      topics: topicsOf(component, signal, topicsPath),
      topicsPath: [...component.path, ...topicsPath],
      encoding: textAt(component.settings, encodingPath, DEFAULT_ENCODING),
      encodingPath: [...component.path, ...encodingPath],
    };
  });
}

/**
 * Does what a receiver subscribes to cover the topic? A pattern of Go's that JavaScript does not know is taken to
 * cover everything.
 */
export function coversTopic(subscribed: string, topic: string): boolean {
  if (!isTopicPattern(subscribed)) return subscribed === topic;
  try {
    return new RegExp(subscribed).test(topic);
  } catch {
    return true;
  }
}

const TOPIC_KEYS = ['topics', 'topic'] as const;

/** The place that decides: below the signal, at the top of the component, or where one would write it. */
function pathOf(
  { kind, settings }: Component,
  { minor }: CollectorVersion,
  signal: string,
  keys: readonly string[],
): ConfigPath {
  const candidates = [
    ...keys.map((key) => [signal, key]),
    ...keys.map((key) => [`${signal}_${key}`]),
    ...keys.map((key) => [key]),
  ];
  const set = candidates.find((path) => isSet(settings, path));
  if (set) return set;
  const [first = '', second = first] = keys;
  if (minor < PER_SIGNAL_SINCE) return [second];
  return [signal, kind === 'exporter' ? second : first];
}

function topicsOf(
  { kind, settings }: Component,
  signal: string,
  path: ConfigPath,
): readonly string[] | undefined {
  if (kind === 'exporter') {
    const chosen = [['topic_from_attribute'], [signal, 'topic_from_metadata_key']];
    if (chosen.some((each) => isSet(settings, each))) return undefined;
    const topic = textAt(settings, path, defaultTopic(signal));
    return topic === undefined ? undefined : [topic];
  }
  const fallback = defaultTopic(signal);
  const topics = listAt(settings, path, fallback === undefined ? undefined : [fallback]);
  // An empty list keeps the default (seen).
  return topics?.length === 0 && fallback !== undefined ? [fallback] : topics;
}
