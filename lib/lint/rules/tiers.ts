import type { Component } from '../../collector/config/collector-config';
import { isTopicPattern } from '../../pipeline/topic-pattern';
import { reading, writing } from '../examples';
import { defineRule, type LintContext, type LintFile, used } from '../rule';
import { brokersOf, hostOf } from '../settings/kafka-client';
import { coversTopic, type KafkaRoute, routesOf } from '../settings/kafka-topics';

/** Encodings that have the same name in both components. An extension may use other names. */
const BUILT_IN =
  /^(otlp_proto|otlp_json|jaeger_proto|jaeger_json|zipkin_proto|zipkin_json|zipkin_thrift|raw|text|json)$/;

export const tiersBrokers = defineRule({
  code: 'TIERS_BROKERS_DIFFER',
  severity: 'warning',
  title: 'the tiers use different brokers',
  explanation:
    'The exporter of one tier and the receiver of the other have no broker in common. If these are two clusters, nothing that is written is ever read. Different ports on the same hosts (listeners for other logins) are fine and not reported.',
  whatToDo: 'Name the same brokers in both tiers.',
  source: 'docs/architecture.md',
  examples: {
    bad: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka-a:9092]' }),
        'processing.yaml': reading({ kafka: 'brokers: [kafka-b:9092]\ngroup_id: checkout' }),
      },
    },
    good: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka-a:9092]' }),
        'processing.yaml': reading({ kafka: 'brokers: [kafka-a:9092]\ngroup_id: checkout' }),
      },
    },
  },
  *check(context) {
    const writers = [...sides(context, 'exporter')];
    for (const reader of sides(context, 'receiver')) {
      const read = brokersOf(reader.component);
      const known = writers.flatMap((writer) => brokersOf(writer.component) ?? []);
      const isUnknown = writers.some((writer) => brokersOf(writer.component) === undefined);
      // The schema rules report an empty list.
      if (!read?.length || known.length === 0 || isUnknown) continue;
      const hosts = new Set(known.map(hostOf));
      if (read.some((broker) => hosts.has(hostOf(broker)))) continue;
      yield {
        file: reader.file,
        path: [...reader.component.path, 'brokers'],
        message: `The receiver ${reader.component.id} reads from ${read[0]}, but the exporter writes to ${known[0]}${writers[0]?.file === reader.file ? '' : ` (${writers[0]?.file.name})`}, and they have no broker in common. Name the same brokers in both tiers.`,
      };
    }
  },
});

export const tiersTopic = defineRule({
  code: 'TIERS_TOPIC_DIFFERENT',
  severity: 'error',
  title: 'the tiers use different topics',
  explanation:
    'Both tiers handle the signal, but the exporter writes it to a topic that no receiver reads. Neither side logs an error: the topic fills until retention deletes the records, and the receiver waits on another topic. The default topics count too: otlp_spans, otlp_metrics, otlp_logs.',
  whatToDo: 'Set the same topic in both tiers.',
  source: 'docs/architecture.md',
  examples: {
    bad: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]\ntraces: {topic: spans}' }),
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: [otlp_spans]}',
        }),
      },
    },
    good: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]\ntraces: {topic: otlp_spans}' }),
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: [otlp_spans]}',
        }),
      },
    },
  },
  *check(context) {
    // KAFKA_NO_TOPICS reports a receiver that reads no topic at all.
    const read = [...routes(context, 'receiver')].filter(({ route }) => route.topics?.length !== 0);
    for (const { file, component, route } of routes(context, 'exporter')) {
      const readers = read.filter((each) => each.route.signal === route.signal);
      const [topic] = route.topics ?? [];
      if (topic === undefined || readers.length === 0) continue;
      const subscribed = [...new Set(readers.flatMap((each) => each.route.topics ?? []))];
      const isUnknown = readers.some((each) => each.route.topics === undefined);
      if (isUnknown || subscribed.some((each) => coversTopic(each, topic))) continue;
      yield {
        file,
        path: route.topicsPath,
        message: `${component.id} writes ${route.signal} to ${topic}, but ${readers[0]?.component.id}${from(readers[0]?.file, file)} reads ${subscribed.join(', ')}, so nothing arrives. Set the same topic in both tiers.`,
      };
    }
  },
});

export const tiersUnwritten = defineRule({
  code: 'TIERS_TOPIC_UNWRITTEN',
  severity: 'info',
  title: 'topic that no exporter here writes',
  explanation:
    'The receiver reads a topic that no exporter in the given files writes, along with topics that one does write. That is fine if another system writes it. Otherwise the name may be mistyped.',
  whatToDo: 'Check the name of the topic.',
  source: 'docs/architecture.md',
  examples: {
    bad: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]' }),
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: [otlp_spans, spans]}',
        }),
      },
    },
    good: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]' }),
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: [otlp_spans]}',
        }),
      },
    },
  },
  *check(context) {
    const written = [...routes(context, 'exporter')];
    for (const { file, component, route } of routes(context, 'receiver')) {
      const writers = written.filter((each) => each.route.signal === route.signal);
      const isUnknown = writers.some((each) => each.route.topics === undefined);
      const matches = (topic: string) =>
        writers.some((each) => each.route.topics?.some((written) => coversTopic(topic, written)));
      if (writers.length === 0 || isUnknown || !route.topics?.some(matches)) continue;
      const unwritten = [...new Set(route.topics)].filter(
        (topic) => !isTopicPattern(topic) && !matches(topic),
      );
      if (unwritten.length === 0) continue;
      yield {
        file,
        path: route.topicsPath,
        message: `${component.id} also reads ${unwritten.join(', ')} for ${route.signal}, which no exporter in these files writes. Check the name, unless another system writes it.`,
      };
    }
  },
});

export const tiersEncoding = defineRule({
  code: 'TIERS_ENCODING_DIFFERENT',
  severity: 'error',
  title: 'the tiers use different encodings',
  explanation:
    'The exporter writes a topic in one encoding and the receiver decodes it as another. Every record fails, and with message_marking.after its partition stops.',
  whatToDo: 'Set the same encoding in both tiers. The default is otlp_proto.',
  source: 'docs/architecture.md',
  examples: {
    bad: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]\ntraces: {encoding: otlp_json}' }),
        'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }),
      },
    },
    good: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]\ntraces: {encoding: otlp_json}' }),
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {encoding: otlp_json}',
        }),
      },
    },
  },
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
        message: `${component.id} decodes ${route.signal} as ${ours}, but ${writer.component.id}${from(writer.file, file)} writes ${theirs}, so no record can be decoded. Set the same encoding in both tiers.`,
      };
    }
  },
});

export const tiersUnread = defineRule({
  code: 'TIERS_SIGNAL_UNREAD',
  severity: 'warning',
  title: 'signal written but never read',
  explanation:
    'The ingestion tier writes a signal to Kafka, but no pipeline in the given processing configurations reads it. The topic fills until retention deletes the records.',
  whatToDo:
    'Add a pipeline for the signal, or stop writing it. If another file reads it, pass that file too.',
  source: 'docs/architecture.md',
  examples: {
    bad: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]', pipelines: 'traces, logs' }),
        'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }),
      },
    },
    good: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]', pipelines: 'traces, logs' }),
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout',
          pipelines: 'traces, logs',
        }),
      },
    },
  },
  *check(context) {
    const read = new Set([...routes(context, 'receiver')].map(({ route }) => route.signal));
    if (read.size === 0) return;
    for (const { file, component, route } of routes(context, 'exporter')) {
      if (read.has(route.signal)) continue;
      yield {
        file,
        path: component.path,
        part: 'key',
        message: `${component.id} writes ${route.signal}${route.topics ? ` to ${route.topics.join(', ')}` : ''}, but no kafka receiver here has a pipeline for ${route.signal}, so nothing reads it. Add one, or pass the file that has it.`,
      };
    }
  },
});

interface Side {
  file: LintFile;
  component: Component;
}

/**
 * The Kafka components of one side: those that write for the ingestion tier, or those that read for the processing
 * tier. A component in a pipeline from Kafka to Kafka belongs to a stage in between, so it is left out.
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
