import { defaultTopic } from '../../collector/config/kafka-defaults';
import { reading } from '../examples';
import { defineRule, used } from '../rule';
import { routesOf, TOPIC_LIST_SINCE } from '../settings/kafka-topics';

export const noTopics = defineRule({
  code: 'KAFKA_NO_TOPICS',
  severity: 'error',
  title: 'empty list of topics',
  explanation:
    'An empty list of topics (`topics: []`, or an empty string) replaces the default. The receiver starts but joins no group, reads no topic and logs nothing. The records of the signal stay in Kafka until retention deletes them. `topics:` with nothing after it keeps the default.',
  whatToDo: 'Name the topics, or remove the line to use the default topic.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: []}' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: [otlp_spans]}' }),
  },
  *check(context) {
    if (context.version.minor < TOPIC_LIST_SINCE) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      for (const { signal, topics, topicsPath } of routesOf(component, context.version)) {
        if (topics?.length !== 0) continue;
        const fallback = defaultTopic(signal);
        yield {
          file,
          path: topicsPath,
          message: `${component.id} has an empty list of topics for ${signal}, which replaces the default, so it reads nothing and logs nothing. Name the topics, or remove the line${fallback === undefined ? '' : ` to read ${fallback}`}.`,
        };
      }
    }
  },
});
