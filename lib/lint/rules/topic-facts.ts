import { isTopicPattern } from '../../pipeline/topic-pattern';
import { type Rule, used } from '../rule';
import { kafkaComponents } from '../settings/kafka-client';
import { routesOf } from '../settings/kafka-topics';

/** A topic that the cluster does not have. */
export const topicMissing: Rule = {
  code: 'KAFKA_TOPIC_MISSING',
  severity: 'error',
  title: 'a topic that does not exist',
  explanation:
    'The cluster has no such topic. A receiver waits for it without an error line; an exporter fails, or makes it with the default number of partitions where both it and the brokers allow that. Make the topic with the partitions it needs, or mend its name.',
  source: 'docs/collector-facts.md',
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
          message: `The topic ${missing} for ${signal} of ${component.id} does not exist on the cluster; make it with the partitions it needs, or mend the name.`,
        };
      }
    }
  },
};

/** Tasks that get nothing to read. */
export const tasksAbovePartitions: Rule = {
  code: 'KAFKA_TASKS_ABOVE_PARTITIONS',
  severity: 'warning',
  title: 'more tasks than partitions',
  explanation:
    "A partition is read by one member of the group. Each signal's receiver is a member of its own, so what counts is the largest number of partitions of one signal's topics: tasks above it stand idle, cost money, and make each rebalance longer. Run fewer tasks or add partitions (`spillway expand`).",
  source: 'docs/architecture.md',
  *check(context) {
    const { topics: existing, tasks } = context.facts;
    if (!existing || tasks === undefined) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const routes = routesOf(component, context.version);
      const counts = routes.map(({ topics }) =>
        topics?.map((topic) => (isTopicPattern(topic) ? undefined : existing.get(topic)?.partitions)),
      );
      // One topic that is not known could have any number of them.
      if (counts.some((each) => !each || each.includes(undefined))) continue;
      const sums = counts.map((each) => (each ?? []).reduce<number>((sum, count) => sum + (count ?? 0), 0));
      const useful = Math.max(...sums);
      const route = routes[sums.indexOf(useful)];
      // No partition at all: an empty list of topics, which KAFKA_NO_TOPICS tells.
      if (!route || useful === 0 || tasks <= useful) continue;
      yield {
        file,
        path: route.topicsPath,
        message: `${tasks} tasks, and the largest signal of ${component.id} (${route.signal}: ${route.topics?.join(', ')}) has ${useful} partitions: ${tasks - useful} would read nothing; run ${useful}, or add partitions.`,
      };
    }
  },
};
