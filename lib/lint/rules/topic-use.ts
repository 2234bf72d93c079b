import type { Component } from '../../collector/config/collector-config';
import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { isTopicPattern } from '../../pipeline/topic-pattern';
import { reading, writing } from '../examples';
import { defineRule, type LintContext, type LintFile, pipelines, used } from '../rule';
import { brokersOf, kafkaComponents, shareBroker } from '../settings/kafka-client';
import { coversTopic, type KafkaRoute, routesOf } from '../settings/kafka-topics';
import { textAt } from '../settings/values';

export const topicOfTwoSignals = defineRule({
  code: 'KAFKA_TOPIC_OF_TWO_SIGNALS',
  severity: 'error',
  title: 'two signals on one topic',
  explanation:
    'An OTLP record does not say whether it holds traces, metrics or logs. The receiver decodes it as the signal of its own pipeline. With two signals on one topic each receiver gets records of the other signal, fails to decode them or decodes them wrongly, and commits them.',
  whatToDo: 'Give each signal its own topic.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  examples: {
    bad: writing({
      kafka: 'brokers: [kafka:9092]\ntraces: {topic: otel}\nlogs: {topic: otel}',
      pipelines: 'traces, logs',
    }),
    good: writing({
      kafka: 'brokers: [kafka:9092]\ntraces: {topic: otlp_spans}\nlogs: {topic: otlp_logs}',
      pipelines: 'traces, logs',
    }),
  },
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
            message: `${component.id} ${verb} both ${other.signal} and ${route.signal} on the topic ${topic}, and a record does not say which of them it holds. Give each signal its own topic.`,
          };
        }
      }
    }
  },
});

export const topicReadTwice = defineRule({
  code: 'KAFKA_TOPIC_READ_TWICE',
  severity: 'warning',
  title: 'topic read by two receivers',
  explanation:
    'Two receivers subscribe to one topic. In one group they share its partitions, so each pipeline gets only some of the records, and different ones after each rebalance (an error). In two groups that send to the same exporter each record arrives twice (a warning).',
  whatToDo: 'Use one receiver in both pipelines, or a connector that routes.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  examples: {
    bad: `receivers:
  kafka/a:
    group_id: checkout
  kafka/b:
    group_id: checkout
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka/a, kafka/b], exporters: [debug]}}}
`,
    good: `receivers:
  kafka/a:
    group_id: checkout
    traces: {topics: [a]}
  kafka/b:
    group_id: checkout
    traces: {topics: [b]}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka/a, kafka/b], exporters: [debug]}}}
`,
  },
  *check(context) {
    for (const file of context.files) {
      const routes = readingRoutes(context, file);
      for (const [index, route] of routes.entries()) {
        const other = routes.slice(0, index).find((each) => overlaps(each, route));
        if (!other) continue;
        const isShared = other.group === route.group;
        // Two groups for two backends: each record arrives once at each of them.
        if (!isShared && !shareExporter(route.component, other.component)) continue;
        yield {
          file,
          path: route.topicsPath,
          severity: isShared ? 'error' : 'warning',
          message: isShared
            ? `${route.component.id} and ${other.component.id} read ${route.topic} in the same group, ${route.group}, so each gets only some of the records. Use one receiver in both pipelines.`
            : `${route.component.id} (group ${route.group}) and ${other.component.id} (group ${other.group}) both read ${route.topic}, so each record arrives twice. Use one receiver.`,
        };
      }
    }
  },
});

export const topicLoop = defineRule({
  code: 'KAFKA_TOPIC_LOOP',
  severity: 'error',
  title: 'pipeline reads what it writes',
  explanation:
    'A pipeline reads a topic and writes to the same topic. Each record goes round forever, and the topic grows as fast as the Collector can write.',
  whatToDo: 'Write to another topic.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/README.md',
  examples: {
    bad: `receivers: {kafka: {traces: {topics: [spans]}}}
exporters: {kafka: {traces: {topic: spans}}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [kafka]}}}
`,
    good: `receivers: {kafka: {traces: {topics: [spans]}}}
exporters: {kafka: {traces: {topic: filtered}}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [kafka]}}}
`,
  },
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
            message: `${pipeline.id} reads ${topic} with the receiver ${receiver.id} and writes it back with the exporter ${exporter.id}, so every record goes round forever. Write to another topic.`,
          };
        }
      }
    }
  },
});

export const topicPattern = defineRule({
  code: 'KAFKA_TOPIC_PATTERN',
  severity: 'info',
  title: 'topics by pattern',
  explanation:
    'The receiver reads all topics that match a pattern. A topic created later starts without a commit. Under initial_offset latest the receiver skips what was written before it discovers the topic, up to metadata.refresh_interval later. Spillway therefore holds the flip to latest for such a group (policy.topicPatterns).',
  whatToDo: 'List the topics, or stay on earliest.',
  source: 'docs/how-it-decides.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: ["^otlp_.*"]}' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: [otlp_spans]}' }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      for (const route of routesOf(component, context.version)) {
        const pattern = route.topics?.find(isTopicPattern);
        if (pattern === undefined) continue;
        yield {
          file,
          path: route.topicsPath,
          message: `${component.id} reads ${route.signal} by the pattern ${pattern}. A matching topic that is created later has no commit, so latest is not safe. List the topics, or stay on earliest.`,
        };
      }
    }
  },
});

export const topicEmpty = defineRule({
  code: 'KAFKA_TOPIC_EMPTY',
  severity: 'error',
  title: 'empty topic name',
  explanation:
    'The topic is an empty string. The Collector accepts that, but every export fails, and the data is dropped after its retries.',
  whatToDo: 'Name the topic, or remove the line to use the default topic.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/README.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: ["", otlp_spans]}' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: [otlp_spans]}' }),
  },
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      for (const { signal, topics, topicsPath } of routesOf(component, context.version)) {
        if (!topics?.includes('')) continue;
        yield {
          file,
          path: topicsPath,
          message: `${component.id} has an empty topic for ${signal}, so no record is delivered. Name the topic, or remove the line to use the default topic.`,
        };
      }
    }
  },
});

interface ReadingRoute {
  component: Component;
  topic: string;
  topicsPath: KafkaRoute['topicsPath'];
  group: string;
}

/** The known subscriptions of a file's receivers, one per topic. */
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

function shareExporter(a: Component, b: Component): boolean {
  const exporters = new Set(a.pipelines.flatMap((pipeline) => pipeline.exporters));
  return b.pipelines.some((pipeline) => pipeline.exporters.some((id) => exporters.has(id)));
}

function routeOf(context: LintContext, component: Component, signal: string): KafkaRoute | undefined {
  return routesOf(component, context.version).find((route) => route.signal === signal);
}
