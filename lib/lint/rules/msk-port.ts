import { reading } from '../examples';
import { defineRule } from '../rule';
import { brokersOf, kafkaComponents, saslOf, tlsOf } from '../settings/kafka-client';

/** The login method of each MSK port. The ports above 20000 are for IPv6. */
const LOGIN_OF_PORT = new Map<string, MskLogin>([
  ['9092', 'plaintext'],
  ['20092', 'plaintext'],
  ['9094', 'TLS'],
  ['9194', 'TLS'],
  ['20094', 'TLS'],
  ['9096', 'SASL/SCRAM'],
  ['9196', 'SASL/SCRAM'],
  ['20096', 'SASL/SCRAM'],
  ['9098', 'IAM'],
  ['9198', 'IAM'],
  ['20098', 'IAM'],
]);
type MskLogin = 'plaintext' | 'TLS' | 'SASL/SCRAM' | 'IAM';

const MSK_HOST = /\.kafka(-serverless)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?:(\d+)$/;

export const mskPort = defineRule({
  code: 'KAFKA_MSK_PORT',
  severity: 'error',
  title: 'MSK port for another login method',
  explanation:
    'MSK has one port per login method: 9092 for plaintext, 9094 for TLS (with or without client certificates), 9096 for SASL/SCRAM over TLS, and 9098 for IAM over TLS. Ports 9194, 9196 and 9198 are their public counterparts. A client that uses another method on a port never connects, and the Collector logs that only at INFO.',
  whatToDo: 'Use the port of your login method, or change auth and tls to match the port.',
  source: 'https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html',
  examples: {
    bad: reading({
      kafka:
        'brokers: ["b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com:9096"]\ntls: {}\nauth:\n  sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER, aws_msk: {region: eu-west-1}}',
    }),
    good: reading({
      kafka:
        'brokers: ["b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com:9098"]\ntls: {}\nauth:\n  sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER, aws_msk: {region: eu-west-1}}',
    }),
  },
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const login = loginOf(
        saslOf(component)?.mechanism,
        saslOf(component) !== undefined,
        tlsOf(component, context.version).state,
      );
      for (const broker of brokersOf(component) ?? []) {
        const port = MSK_HOST.exec(broker)?.[3];
        const expected = port === undefined ? undefined : LOGIN_OF_PORT.get(port);
        if (!login || !expected || login === expected) continue;
        yield {
          file,
          path: [...component.path, 'brokers'],
          message: `${component.id} uses ${login} with ${broker}, a port where MSK expects ${expected}. Use the port for ${login} (${portsOf(login)}), or change auth and tls.`,
        };
        break;
      }
    }
  },
});

function loginOf(
  mechanism: string | undefined,
  hasSasl: boolean,
  tls: 'on' | 'off' | 'unknown',
): MskLogin | undefined {
  if (mechanism?.startsWith('AWS_MSK_IAM')) return 'IAM';
  if (mechanism?.startsWith('SCRAM')) return 'SASL/SCRAM';
  if (hasSasl || tls === 'unknown') return undefined;
  return tls === 'on' ? 'TLS' : 'plaintext';
}

function portsOf(login: MskLogin): string {
  return [...LOGIN_OF_PORT]
    .flatMap(([port, each]) => (each === login && port.length === 4 ? port : []))
    .join(' or ');
}
