import type { Rule } from '../rule';
import { kafkaComponents } from '../settings/kafka-client';
import { isSet } from '../settings/values';

/** Without `brokers` the client looks for Kafka in its own container. */
export const brokersDefault: Rule = {
  code: 'KAFKA_BROKERS_DEFAULT',
  severity: 'warning',
  title: 'no brokers named: localhost:9092',
  explanation:
    'Without `brokers` the client connects to localhost:9092, which in a container is the container itself. It stays up, logs at INFO, and moves nothing. Name the bootstrap brokers.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      if (isSet(component.settings, ['brokers'])) continue;
      yield {
        file,
        path: component.path,
        part: 'key',
        message: `${component.id} names no brokers and connects to localhost:9092, its own container; write \`brokers: [host:port]\`.`,
      };
    }
  },
};
