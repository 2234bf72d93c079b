import { defaultTopic } from '../../collector/config/kafka-defaults';
import { type Rule, used } from '../rule';
import { routesOf, TOPIC_LIST_SINCE } from '../settings/kafka-topics';

/** A receiver that asks for nothing. */
export const noTopics: Rule = {
  code: 'KAFKA_NO_TOPICS',
  severity: 'error',
  title: 'an empty list of topics',
  explanation:
    "An empty list of topics (`topics: []`, or an empty text) takes the place of the default. The receiver starts, joins no group, asks for no topic and logs nothing: the signal's records stay in Kafka until retention deletes them. `topics:` with nothing after it keeps the default. Name the topics, or take the line out.",
  source: 'docs/collector-facts.md',
  *check(context) {
    if (context.version.minor < TOPIC_LIST_SINCE) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      for (const { signal, topics, topicsPath } of routesOf(component, context.version)) {
        if (topics?.length !== 0) continue;
        const fallback = defaultTopic(signal);
        yield {
          file,
          path: topicsPath,
          message: `${component.id} has an empty list of topics for ${signal}, which takes the place of the default: it reads nothing and logs nothing; name the topics, or take the line out${fallback === undefined ? '' : ` for ${fallback}`}.`,
        };
      }
    }
  },
};
