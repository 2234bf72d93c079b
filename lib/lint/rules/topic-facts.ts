import { isTopicPattern } from '../../pipeline/topic-pattern';
import { reading } from '../examples';
import { defineRule, used } from '../rule';
import { kafkaComponents } from '../settings/kafka-client';
import { routesOf } from '../settings/kafka-topics';

export const topicMissing = defineRule({
  code: 'KAFKA_TOPIC_MISSING',
  severity: 'error',
  title: 'topic does not exist',
  explanation:
    'The cluster has no such topic. A receiver waits for it without logging an error. An exporter fails, or creates it with the default number of partitions where both the exporter and the brokers allow that.',
  whatToDo: 'Create the topic with the partitions that it needs, or correct the name.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: {
      files: {
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: [spans]}',
        }),
      },
      facts: { topics: new Map([['otlp_spans', { partitions: 6 }]]) },
    },
    good: {
      files: {
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ntraces: {topics: [otlp_spans]}',
        }),
      },
      facts: { topics: new Map([['otlp_spans', { partitions: 6 }]]) },
    },
  },
  *check(context) {
    const { topics: existing } = context.facts;
    if (!existing) return;
    for (const { file, component } of kafkaComponents(context)) {
      for (const { signal, topics, topicsPath } of routesOf(component, context.version)) {
        const missing = topics?.find((topic) => !isTopicPattern(topic) && !existing.has(topic));
        if (missing === undefined) continue;
        yield {
          file,
          path: topicsPath,
          message: `The topic ${missing} for ${signal} of ${component.id} does not exist on the cluster. Create it with the partitions that it needs, or correct the name.`,
        };
      }
    }
  },
});

export const tasksAbovePartitions = defineRule({
  code: 'KAFKA_TASKS_ABOVE_PARTITIONS',
  severity: 'warning',
  title: 'more tasks than partitions',
  explanation:
    'Only one member of the group reads a partition. The receiver of each signal is a member of its own, so the signal with the most partitions determines how many tasks are useful. Tasks above that number are idle, cost money and make each rebalance longer.',
  whatToDo: 'Run fewer tasks, or add partitions with `spillway expand`.',
  source: 'docs/architecture.md',
  examples: {
    bad: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }) },
      facts: { topics: new Map([['otlp_spans', { partitions: 6 }]]), tasks: 8 },
    },
    good: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }) },
      facts: { topics: new Map([['otlp_spans', { partitions: 6 }]]), tasks: 6 },
    },
  },
  *check(context) {
    const { topics: existing, tasks } = context.facts;
    if (!existing || tasks === undefined) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const routes = routesOf(component, context.version);
      const counts = routes.map(({ topics }) =>
        topics?.map((topic) => (isTopicPattern(topic) ? undefined : existing.get(topic)?.partitions)),
      );
      // An unknown topic could have any number of partitions.
      if (counts.some((each) => !each || each.includes(undefined))) continue;
      const sums = counts.map((each) => (each ?? []).reduce<number>((sum, count) => sum + (count ?? 0), 0));
      const useful = Math.max(...sums);
      const route = routes[sums.indexOf(useful)];
      // KAFKA_NO_TOPICS reports an empty list of topics.
      if (!route || useful === 0 || tasks <= useful) continue;
      yield {
        file,
        path: route.topicsPath,
        message: `${component.id} can keep ${useful} of the ${tasks} tasks busy, one per partition of its largest signal (${route.signal}: ${route.topics?.join(', ')}). Run ${useful}, or add partitions.`,
      };
    }
  },
});
