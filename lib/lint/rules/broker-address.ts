import { reading } from '../examples';
import { defineRule } from '../rule';
import { brokersOf, kafkaComponents } from '../settings/kafka-client';

export const brokerAddress = defineRule({
  code: 'KAFKA_BROKER_ADDRESS',
  severity: 'error',
  title: 'invalid broker address',
  explanation:
    'A broker address is host:port. With a scheme (kafka://, SASL_SSL://), a path or an empty string the Collector stays up and never connects. TLS and SASL are set with `tls` and `auth`, not with a scheme.',
  whatToDo: 'Write each broker as host:port.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  examples: {
    bad: reading({ kafka: 'brokers: ["SASL_SSL://kafka:9094"]' }),
    good: reading({ kafka: 'brokers: ["kafka:9094"]' }),
  },
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const wrong = brokersOf(component)?.find((broker) => broker === '' || broker.includes('/'));
      if (wrong === undefined) continue;
      const rest = wrong.replace(/^[a-z0-9_+]*:\/\//i, '').replace(/\/.*$/, '');
      yield {
        file,
        path: [...component.path, 'brokers'],
        message: `${component.id} has ${wrong === '' ? 'an empty string' : wrong} as a broker, which is not host:port. Write ${rest === '' ? 'host:port' : rest}.`,
      };
    }
  },
});
