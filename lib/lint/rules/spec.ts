import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { isTopicPattern } from '../../pipeline/topic-pattern';
import { type Rule, used } from '../rule';
import { brokersOf, kafkaComponents, shareBroker } from '../settings/kafka-client';
import { coversTopic, routesOf } from '../settings/kafka-topics';
import { isSet, textAt } from '../settings/values';

/** What Spillway watches, and what the Collector does. */
export const specDisagrees: Rule = {
  code: 'SPEC_DISAGREES',
  severity: 'error',
  title: 'not what the pipeline spec says',
  explanation:
    'The pipeline spec and the configuration name other brokers, topics, encodings, or another group. Spillway would then watch and flip a group that nobody reads with. Change one of the two; `spillway render` writes configurations that agree.',
  source: 'docs/pipeline-spec.md',
  *check(context) {
    const { spec } = context.facts;
    if (!spec) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const group = textAt(component.settings, ['group_id'], KAFKA_DEFAULTS.groupId);
      if (group === undefined || group === spec.group) continue;
      yield {
        file,
        path: [...component.path, 'group_id'],
        message: `${component.id} reads with the group ${group}, and the spec watches ${spec.group}; write the same.`,
      };
    }
    for (const { file, component } of kafkaComponents(context)) {
      const brokers = brokersOf(component);
      // None in the spec: MSK names them, and was not asked. An empty list is refused, and said by the schema.
      const known = spec.kafka.brokers.length > 0 && brokers?.length !== 0;
      if (known && isSet(component.settings, ['brokers']) && !shareBroker(brokers, spec.kafka.brokers)) {
        yield {
          file,
          path: [...component.path, 'brokers'],
          message: `${component.id} connects to ${brokers?.join(', ')}, and the spec to ${spec.kafka.brokers.join(', ')}; write the same.`,
        };
      }
      for (const route of routesOf(component, context.version)) {
        const wanted = new Map(Object.entries(spec.signals)).get(route.signal);
        // An empty list has a rule of its own, KAFKA_NO_TOPICS.
        if (!wanted || !route.topics?.length) continue;
        const agrees = isTopicPattern(wanted.topic)
          ? route.topics.some((topic) => topic === wanted.topic || coversTopic(wanted.topic, topic))
          : route.topics.some((topic) => coversTopic(topic, wanted.topic));
        if (!agrees) {
          yield {
            file,
            path: route.topicsPath,
            message: `${component.id} has ${route.topics.join(', ')} for ${route.signal}, and the spec ${wanted.topic}; write the same.`,
          };
        } else if (route.encoding !== undefined && route.encoding !== wanted.encoding) {
          yield {
            file,
            path: route.encodingPath,
            message: `${component.id} has the encoding ${route.encoding} for ${route.signal}, and the spec ${wanted.encoding}; write the same.`,
          };
        }
      }
    }
  },
};
