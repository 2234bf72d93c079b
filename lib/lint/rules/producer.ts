import { writing } from '../examples';
import { defineRule, used } from '../rule';
import { FRANZ_GO_SINCE } from '../settings/kafka-client';
import { routesOf } from '../settings/kafka-topics';
import { booleanAt, textAt } from '../settings/values';

export const acksNotAll = defineRule({
  code: 'KAFKA_ACKS_NOT_ALL',
  severity: 'warning',
  oncePerFile: true,
  title: 'required_acks below all',
  explanation:
    'With required_acks: 1, the default, a record counts as written when the leader has it. It is lost if the leader fails before the other replicas copied it. With 0 the exporter does not wait at all. With -1 (all) every in-sync replica has the record, and only then does the client write idempotently, without duplicates after a retry.',
  whatToDo: 'Set `producer: {required_acks: -1}`, and min.insync.replicas of the topic to 2.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: writing({ kafka: 'brokers: [kafka:9092]' }),
    good: writing({ kafka: 'brokers: [kafka:9092]\nproducer: {required_acks: -1}' }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const acks = textAt(component.settings, ['producer', 'required_acks'], '1');
      if (acks !== '1' && acks !== '0') continue;
      yield {
        file,
        path: [...component.path, 'producer', 'required_acks'],
        part: 'key',
        message: `required_acks of ${component.id} is ${acks}: ${acks === '0' ? 'it does not wait for any broker' : 'a record that only the leader has is lost with the leader'}. Set \`producer: {required_acks: -1}\`.`,
      };
    }
  },
});

export const autoCreateTopics = defineRule({
  code: 'KAFKA_AUTO_CREATE_TOPICS',
  severity: 'info',
  oncePerFile: true,
  title: 'a mistyped topic name creates a topic',
  explanation:
    'By default the exporter asks the brokers to create a missing topic. Unless auto.create.topics.enable is off, they create it with num.partitions (often 1) and the default replication. A mistyped name then looks like success, but nothing reads that topic.',
  whatToDo: 'Set `producer: {allow_auto_topic_creation: false}`.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/README.md',
  examples: {
    bad: writing({ kafka: 'brokers: [kafka:9092]\ntraces: {topic: checkuot_spans}' }),
    good: writing({
      kafka:
        'brokers: [kafka:9092]\ntraces: {topic: checkout_spans}\nproducer: {allow_auto_topic_creation: false}',
    }),
  },
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE || context.facts.autoCreateTopics === false) return;
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      if (booleanAt(component.settings, ['producer', 'allow_auto_topic_creation'], true) !== true) continue;
      const topics = [
        ...new Set(routesOf(component, context.version).flatMap(({ topics: each }) => each ?? [])),
      ];
      yield {
        file,
        path: [...component.path, 'producer', 'allow_auto_topic_creation'],
        part: 'key',
        severity: context.facts.autoCreateTopics ? 'warning' : 'info',
        message: `${component.id} creates ${topics.length > 0 ? topics.join(', ') : 'its topics'} if missing, with the brokers' default partitions${context.facts.autoCreateTopics ? ' (the brokers allow it)' : ''}. Set \`producer: {allow_auto_topic_creation: false}\`.`,
      };
    }
  },
});
