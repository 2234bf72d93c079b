import type { Component } from '../../collector/config/collector-config';
import { isTopicPattern } from '../../pipeline/topic-pattern';
import { type LintContext, type LintFile, type Rule, used } from '../rule';
import { brokersOf, hostOf } from '../settings/kafka-client';
import { coversTopic, type KafkaRoute, routesOf } from '../settings/kafka-topics';

/** Encodings that one side writes and the other reads by the same name; extensions could call them otherwise. */
const BUILT_IN =
  /^(otlp_proto|otlp_json|jaeger_proto|jaeger_json|zipkin_proto|zipkin_json|zipkin_thrift|raw|text|json)$/;

export const tiersBrokers: Rule = {
  code: 'TIERS_BROKERS_DIFFER',
  severity: 'warning',
  title: 'the tiers name other brokers',
  explanation:
    'The exporter of one tier and the receiver of the other have no broker in common. If these are two clusters, nothing that is written is ever read. Different ports of the same hosts (listeners with other logins) are fine, and not reported.',
  source: 'docs/architecture.md',
  *check(context) {
    const writers = [...sides(context, 'exporter')];
    for (const reader of sides(context, 'receiver')) {
      const read = brokersOf(reader.component);
      const known = writers.flatMap((writer) => brokersOf(writer.component) ?? []);
      const isUnknown = writers.some((writer) => brokersOf(writer.component) === undefined);
      // An empty list is refused, and said by the schema.
      if (!read?.length || known.length === 0 || isUnknown) continue;
      const hosts = new Set(known.map(hostOf));
      if (read.some((broker) => hosts.has(hostOf(broker)))) continue;
      yield {
        file: reader.file,
        path: [...reader.component.path, 'brokers'],
        message: `The receiver ${reader.component.id} reads from ${read[0]}, and the exporter writes to ${known[0]}${writers[0]?.file === reader.file ? '' : ` (${writers[0]?.file.name})`}: no broker in common; name the same brokers in both tiers.`,
      };
    }
  },
};

export const tiersTopic: Rule = {
  code: 'TIERS_TOPIC_DIFFERENT',
  severity: 'error',
  title: 'the tiers disagree on a topic',
  explanation:
    'Both tiers handle the signal, and the exporter writes it to a topic that no receiver reads. Nobody complains: the topic fills until retention deletes it, and the receiver waits on another. Write the same topic in both. Defaults count too: otlp_spans, otlp_metrics, otlp_logs.',
  source: 'docs/architecture.md',
  *check(context) {
    // Who reads nothing at all disagrees on no topic: KAFKA_NO_TOPICS.
    const read = [...routes(context, 'receiver')].filter(({ route }) => route.topics?.length !== 0);
    for (const { file, component, route } of routes(context, 'exporter')) {
      const readers = read.filter((each) => each.route.signal === route.signal);
      const [topic] = route.topics ?? [];
      if (topic === undefined || readers.length === 0) continue;
      const subscribed = readers.flatMap((each) => each.route.topics ?? []);
      const isUnknown = readers.some((each) => each.route.topics === undefined);
      if (isUnknown || subscribed.some((each) => coversTopic(each, topic))) continue;
      yield {
        file,
        path: route.topicsPath,
        message: `${component.id} writes ${route.signal} to ${topic}, and ${readers[0]?.component.id}${from(readers[0]?.file, file)} reads ${subscribed.join(', ')}: nothing arrives; write the same topic in both.`,
      };
    }
  },
};

export const tiersUnwritten: Rule = {
  code: 'TIERS_TOPIC_UNWRITTEN',
  severity: 'info',
  title: 'a topic that no exporter here writes',
  explanation:
    'The receiver reads a topic that no exporter of the given files writes, beside others that they do. That is fine where somebody else writes it, and a mistyped name where nobody does.',
  source: 'docs/architecture.md',
  *check(context) {
    const written = [...routes(context, 'exporter')];
    for (const { file, component, route } of routes(context, 'receiver')) {
      const writers = written.filter((each) => each.route.signal === route.signal);
      const isUnknown = writers.some((each) => each.route.topics === undefined);
      const matches = (topic: string) =>
        writers.some((each) => each.route.topics?.some((each2) => coversTopic(topic, each2)));
      if (writers.length === 0 || isUnknown || !route.topics?.some(matches)) continue;
      const unwritten = route.topics.filter((topic) => !isTopicPattern(topic) && !matches(topic));
      if (unwritten.length === 0) continue;
      yield {
        file,
        path: route.topicsPath,
        message: `${component.id} also reads ${unwritten.join(', ')} for ${route.signal}, which no exporter of these files writes; check the name, unless somebody else writes it.`,
      };
    }
  },
};

export const tiersEncoding: Rule = {
  code: 'TIERS_ENCODING_DIFFERENT',
  severity: 'error',
  title: 'the tiers disagree on an encoding',
  explanation:
    'The exporter writes a topic in one encoding and the receiver decodes it as another: every record fails, and with message_marking.after its partition stops. Write the same encoding in both; otlp_proto is the default.',
  source: 'docs/architecture.md',
  *check(context) {
    const written = [...routes(context, 'exporter')];
    for (const { file, component, route } of routes(context, 'receiver')) {
      const writer = written.find(
        (each) =>
          each.route.signal === route.signal &&
          each.route.topics?.some((topic) => route.topics?.some((own) => coversTopic(own, topic))),
      );
      const [ours, theirs] = [route.encoding ?? '', writer?.route.encoding ?? ''];
      if (!writer || ours === theirs || !BUILT_IN.test(ours) || !BUILT_IN.test(theirs)) continue;
      yield {
        file,
        path: route.encodingPath,
        message: `${component.id} decodes ${route.signal} as ${ours}, and ${writer.component.id}${from(writer.file, file)} writes ${theirs}: no record can be read; write the same encoding in both.`,
      };
    }
  },
};

export const tiersUnread: Rule = {
  code: 'TIERS_SIGNAL_UNREAD',
  severity: 'warning',
  title: 'a signal that is written and never read',
  explanation:
    'The ingestion tier writes a signal to Kafka, and no pipeline of the given processing configurations reads that signal. The topic fills until retention deletes it. Add a pipeline for it, or stop writing it; when another file reads it, give that file too.',
  source: 'docs/architecture.md',
  *check(context) {
    const read = new Set([...routes(context, 'receiver')].map(({ route }) => route.signal));
    if (read.size === 0) return;
    for (const { file, component, route } of routes(context, 'exporter')) {
      if (read.has(route.signal)) continue;
      yield {
        file,
        path: component.path,
        part: 'key',
        message: `${component.id} writes ${route.signal}${route.topics ? ` to ${route.topics.join(', ')}` : ''}, and no kafka receiver here has a pipeline for ${route.signal}: nobody reads it; add one, or give the file that does.`,
      };
    }
  },
};

interface Side {
  file: LintFile;
  component: Component;
}

/**
 * The Kafka components of a kind that make up one side of the pipeline. A pipeline that goes from Kafka to Kafka
 * is another stage and no side, so a file with one is not compared.
 */
function* sides(context: LintContext, kind: 'receiver' | 'exporter'): Generator<Side> {
  for (const { file, component } of used(context, kind, 'kafka')) {
    const isStage = component.pipelines.some(
      ({ receivers, exporters }) => receivers.some(isKafka) && exporters.some(isKafka),
    );
    if (!isStage) yield { file, component };
  }
}

function* routes(
  context: LintContext,
  kind: 'receiver' | 'exporter',
): Generator<Side & { route: KafkaRoute }> {
  for (const { file, component } of sides(context, kind)) {
    for (const route of routesOf(component, context.version)) yield { file, component, route };
  }
}

function isKafka(id: string): boolean {
  return id === 'kafka' || id.startsWith('kafka/');
}

function from(theirs: LintFile | undefined, ours: LintFile): string {
  return theirs === undefined || theirs === ours ? '' : ` (${theirs.name})`;
}
