import { type Rule, used } from '../rule';
import { FRANZ_GO_SINCE } from '../settings/kafka-client';
import { routesOf } from '../settings/kafka-topics';
import { booleanAt, textAt } from '../settings/values';

export const acksNotAll: Rule = {
  code: 'KAFKA_ACKS_NOT_ALL',
  severity: 'warning',
  title: 'required_acks below all',
  explanation:
    'With required_acks: 1, the default, a record counts as written once the leader has it, and is lost when the leader goes before the others copied it; with 0 nothing is waited for at all. With -1 (all) every in-sync replica has it, and only then does the client write idempotently, without duplicates at a retry. Set it with min.insync.replicas of 2 on the topic.',
  source: 'docs/collector-facts.md',
  *check(context) {
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const acks = textAt(component.settings, ['producer', 'required_acks'], '1');
      if (acks !== '1' && acks !== '0') continue;
      yield {
        file,
        path: [...component.path, 'producer', 'required_acks'],
        part: 'key',
        message: `required_acks of ${component.id} is ${acks}: ${acks === '0' ? 'nothing is waited for' : 'what only the leader has is lost with it'}; write \`producer: {required_acks: -1}\`.`,
      };
    }
  },
};

export const autoCreateTopics: Rule = {
  code: 'KAFKA_AUTO_CREATE_TOPICS',
  severity: 'info',
  title: 'a mistyped topic makes a new one',
  explanation:
    "The exporter asks the brokers to make a topic that is not there, by default, and they do unless auto.create.topics.enable is off: with num.partitions, often 1, and the brokers' replication. A mistyped name then looks like success, and nobody reads it. Write `producer: {allow_auto_topic_creation: false}`.",
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/README.md',
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE || context.facts.autoCreateTopics === false) return;
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      if (booleanAt(component.settings, ['producer', 'allow_auto_topic_creation'], true) !== true) continue;
      const topics = routesOf(component, context.version).flatMap(({ topics: each }) => each ?? []);
      yield {
        file,
        path: [...component.path, 'producer', 'allow_auto_topic_creation'],
        part: 'key',
        severity: context.facts.autoCreateTopics ? 'warning' : 'info',
        message: `${component.id} makes ${topics.length > 0 ? topics.join(', ') : 'its topics'} where missing, with the brokers' default partitions${context.facts.autoCreateTopics ? ' (they allow it)' : ''}; write \`producer: {allow_auto_topic_creation: false}\`.`,
      };
    }
  },
};
