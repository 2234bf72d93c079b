import { reading } from '../examples';
import { defineRule } from '../rule';
import { kafkaComponents } from '../settings/kafka-client';
import { isSet } from '../settings/values';

export const brokersDefault = defineRule({
  code: 'KAFKA_BROKERS_DEFAULT',
  severity: 'warning',
  title: 'no brokers, so localhost:9092',
  explanation:
    'Without `brokers` the client connects to localhost:9092, which in a container is the container itself. The Collector stays up, logs only at INFO and moves no data.',
  whatToDo: 'Set `brokers` to the bootstrap brokers of the cluster.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  examples: {
    bad: reading({ kafka: 'group_id: checkout' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }),
  },
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      if (isSet(component.settings, ['brokers'])) continue;
      yield {
        file,
        path: component.path,
        part: 'key',
        message: `${component.id} sets no brokers, so it connects to localhost:9092 in its own container. Set \`brokers: [host:port]\`.`,
      };
    }
  },
});
