import type { Rule } from '../rule';
import { brokersOf, kafkaComponents } from '../settings/kafka-client';

/** `kafka://host:9092`, or nothing. */
export const brokerAddress: Rule = {
  code: 'KAFKA_BROKER_ADDRESS',
  severity: 'error',
  title: 'no address of a broker',
  explanation:
    'A broker is host:port. A scheme before it (kafka://, SASL_SSL://), a path behind it or an empty text is no address; the client stays up and never connects. TLS and SASL are said by `tls` and `auth`, not by a scheme.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const wrong = brokersOf(component)?.find((broker) => broker === '' || broker.includes('/'));
      if (wrong === undefined) continue;
      const rest = wrong.replace(/^[a-z0-9_+]*:\/\//i, '').replace(/\/.*$/, '');
      yield {
        file,
        path: [...component.path, 'brokers'],
        message: `${component.id} names ${wrong === '' ? 'an empty text' : wrong} as a broker, which is no host:port; write ${rest === '' ? 'host:port' : rest}.`,
      };
    }
  },
};
