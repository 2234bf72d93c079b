import type { Component } from '../../collector/config/collector-config';
import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { isTopicPattern } from '../../pipeline/topic-pattern';
import { type LintContext, type LintFile, pipelines, type Rule, used } from '../rule';
import { brokersOf, kafkaComponents, shareBroker } from '../settings/kafka-client';
import { coversTopic, type KafkaRoute, routesOf } from '../settings/kafka-topics';
import { textAt } from '../settings/values';

/** Two signals in one topic. */
export const topicOfTwoSignals: Rule = {
  code: 'KAFKA_TOPIC_OF_TWO_SIGNALS',
  severity: 'error',
  title: 'two signals on one topic',
  explanation:
    'Nothing in an OTLP record says whether it holds traces, metrics or logs; the receiver decodes it as the signal of its own pipeline. With two signals on one topic each member of the group gets records of the other signal, decodes them as something else or not at all, and commits them. Give each signal a topic of its own.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const seen = new Map<string, KafkaRoute>();
      for (const route of routesOf(component, context.version)) {
        for (const topic of route.topics ?? []) {
          const other = seen.get(topic);
          seen.set(topic, other ?? route);
          if (!other || isTopicPattern(topic)) continue;
          const verb = component.kind === 'exporter' ? 'writes' : 'reads';
          yield {
            file,
            path: route.topicsPath,
            message: `${component.id} ${verb} ${other.signal} and ${route.signal} on the one topic ${topic}, and a record does not say which it is; give each signal a topic of its own.`,
          };
        }
      }
    }
  },
};

/** Two receivers of one group on one topic. */
export const topicReadTwice: Rule = {
  code: 'KAFKA_TOPIC_READ_TWICE',
  severity: 'warning',
  title: 'a topic read by two receivers',
  explanation:
    'Two receivers subscribe to one topic. In one group they share its partitions, so each pipeline gets a part of the records, another one after each rebalance. In two groups each record comes twice. For two ways to handle one topic use one receiver in two pipelines, or a connector that routes.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  *check(context) {
    for (const file of context.files) {
      const routes = readingRoutes(context, file);
      for (const [index, route] of routes.entries()) {
        const other = routes.slice(0, index).find((each) => overlaps(each, route));
        if (!other) continue;
        const isShared = other.group === route.group;
        yield {
          file,
          path: route.topicsPath,
          severity: isShared ? 'error' : 'warning',
          message: isShared
            ? `${route.component.id} and ${other.component.id} read ${route.topic} in the one group ${route.group}: each gets a part of its records; use one receiver in both pipelines.`
            : `${route.component.id} (group ${route.group}) and ${other.component.id} (group ${other.group}) read ${route.topic}: each record comes twice; use one receiver.`,
        };
      }
    }
  },
};

/** What is read is written back to where it came from. */
export const topicLoop: Rule = {
  code: 'KAFKA_TOPIC_LOOP',
  severity: 'error',
  title: 'a pipeline that reads what it writes',
  explanation:
    'A pipeline reads a topic and writes to the same one: each record comes round again, for ever, and the topic grows as fast as the Collector goes. Write to another topic.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/README.md',
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      const of = (kind: 'receiver' | 'exporter', ids: readonly string[]) =>
        ids.flatMap((id) => file.component(kind, id) ?? []).filter(({ type }) => type === 'kafka');
      for (const exporter of of('exporter', pipeline.exporters)) {
        const written = routeOf(context, exporter, pipeline.signal);
        for (const receiver of of('receiver', pipeline.receivers)) {
          const [topic] = written?.topics ?? [];
          const read = routeOf(context, receiver, pipeline.signal)?.topics ?? [];
          if (topic === undefined || !read.some((each) => coversTopic(each, topic))) continue;
          if (!written || !shareBroker(brokersOf(exporter), brokersOf(receiver))) continue;
          yield {
            file,
            path: written.topicsPath,
            message: `${pipeline.id} reads ${topic} by the receiver ${receiver.id} and writes it back by the exporter ${exporter.id}: every record goes round for ever; write to another topic.`,
          };
        }
      }
    }
  },
};

/** Topics that nobody listed. */
export const topicPattern: Rule = {
  code: 'KAFKA_TOPIC_PATTERN',
  severity: 'info',
  title: 'topics by pattern',
  explanation:
    'The receiver reads all topics that match a pattern. One that is made later begins without a commit: under initial_offset latest it loses what was written before the receiver saw it, up to metadata.refresh_interval later. Spillway therefore holds the flip to latest for such a group (policy.topicPatterns). List the topics, or stay on earliest.',
  source: 'docs/how-it-decides.md',
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      for (const route of routesOf(component, context.version)) {
        const pattern = route.topics?.find(isTopicPattern);
        if (pattern === undefined) continue;
        yield {
          file,
          path: route.topicsPath,
          message: `${component.id} reads ${route.signal} by the pattern ${pattern}: a topic that is made later has no commit, so latest is not safe; list the topics, or stay on earliest.`,
        };
      }
    }
  },
};

/** Records with nowhere to go. */
export const topicEmpty: Rule = {
  code: 'KAFKA_TOPIC_EMPTY',
  severity: 'error',
  title: 'an empty topic',
  explanation:
    'The topic is an empty text, which the Collector takes: every export then fails, and the data is dropped once its retries are over. Name the topic, or take the line out for the default.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/README.md',
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      for (const { signal, topics, topicsPath } of routesOf(component, context.version)) {
        if (!topics?.includes('')) continue;
        yield {
          file,
          path: topicsPath,
          message: `${component.id} has an empty topic for ${signal}, and no record gets anywhere; name it, or take the line out for the default.`,
        };
      }
    }
  },
};

interface ReadingRoute {
  component: Component;
  topic: string;
  topicsPath: KafkaRoute['topicsPath'];
  group: string;
}

/** One for each topic that a receiver of the file is known to subscribe to. */
function readingRoutes(context: LintContext, file: LintFile): ReadingRoute[] {
  return file.components
    .filter(({ kind, type }) => kind === 'receiver' && type === 'kafka')
    .flatMap((component) => {
      const group = textAt(component.settings, ['group_id'], KAFKA_DEFAULTS.groupId);
      if (group === undefined) return [];
      return routesOf(component, context.version).flatMap(({ topics, topicsPath }) =>
        (topics ?? []).map((topic) => ({ component, topic, topicsPath, group })),
      );
    });
}

function overlaps(a: ReadingRoute, b: ReadingRoute): boolean {
  if (a.component === b.component || a.topic !== b.topic) return false;
  const [brokersA, brokersB] = [brokersOf(a.component), brokersOf(b.component)];
  return brokersA !== undefined && brokersB !== undefined && shareBroker(brokersA, brokersB);
}

function routeOf(context: LintContext, component: Component, signal: string): KafkaRoute | undefined {
  return routesOf(component, context.version).find((route) => route.signal === signal);
}
