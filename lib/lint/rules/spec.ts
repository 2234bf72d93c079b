import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { isTopicPattern } from '../../pipeline/topic-pattern';
import { EXAMPLE_SPEC, reading } from '../examples';
import { defineRule, used } from '../rule';
import { brokersOf, kafkaComponents, shareBroker } from '../settings/kafka-client';
import { coversTopic, routesOf } from '../settings/kafka-topics';
import { isSet, textAt } from '../settings/values';

export const specDisagrees = defineRule({
  code: 'SPEC_DISAGREES',
  severity: 'error',
  title: 'configuration contradicts the pipeline spec',
  explanation:
    'The pipeline spec and the configuration name different brokers, topics, encodings or consumer groups. Spillway would then watch and flip a group that no Collector uses.',
  whatToDo:
    'Change one of the two so that they agree. `spillway render` writes configurations that match the spec.',
  source: 'docs/pipeline-spec.md',
  examples: {
    bad: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: payment' }) },
      spec: EXAMPLE_SPEC,
    },
    good: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }) },
      spec: EXAMPLE_SPEC,
    },
  },
  *check(context) {
    const { spec } = context.facts;
    if (!spec) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const group = textAt(component.settings, ['group_id'], KAFKA_DEFAULTS.groupId);
      if (group === undefined || group === spec.group) continue;
      yield {
        file,
        path: [...component.path, 'group_id'],
        message: `${component.id} reads in the group ${group}, but the spec names ${spec.group}. Use the same group in both.`,
      };
    }
    for (const { file, component } of kafkaComponents(context)) {
      const brokers = brokersOf(component);
      // Without brokers in the spec they come from MSK, which is not asked here. The schema rules report an empty list.
      const known = spec.kafka.brokers.length > 0 && brokers?.length !== 0;
      if (known && isSet(component.settings, ['brokers']) && !shareBroker(brokers, spec.kafka.brokers)) {
        yield {
          file,
          path: [...component.path, 'brokers'],
          message: `${component.id} connects to ${brokers?.join(', ')}, but the spec names ${spec.kafka.brokers.join(', ')}. Use the same brokers in both.`,
        };
      }
      for (const route of routesOf(component, context.version)) {
        const wanted = new Map(Object.entries(spec.signals)).get(route.signal);
        // KAFKA_NO_TOPICS reports an empty list.
        if (!wanted || !route.topics?.length) continue;
        const agrees = isTopicPattern(wanted.topic)
          ? route.topics.some((topic) => topic === wanted.topic || coversTopic(wanted.topic, topic))
          : route.topics.some((topic) => coversTopic(topic, wanted.topic));
        if (!agrees) {
          yield {
            file,
            path: route.topicsPath,
            message: `${component.id} has ${route.topics.join(', ')} for ${route.signal}, but the spec names ${wanted.topic}. Use the same topic in both.`,
          };
        } else if (route.encoding !== undefined && route.encoding !== wanted.encoding) {
          yield {
            file,
            path: route.encodingPath,
            message: `${component.id} has the encoding ${route.encoding} for ${route.signal}, but the spec names ${wanted.encoding}. Use the same encoding in both.`,
          };
        }
      }
    }
  },
});
