import type { Rule } from '../rule';
import { brokersOf, kafkaComponents, saslOf, tlsOf } from '../settings/kafka-client';

/** What each of MSK's ports speaks; the 20000s are the same over IPv6. */
const SPOKEN = new Map<string, MskLogin>([
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

/** On MSK the port decides how one may log in. */
export const mskPort: Rule = {
  code: 'KAFKA_MSK_PORT',
  severity: 'error',
  title: 'MSK port of another login',
  explanation:
    'MSK has a port for each way to log in: 9092 plaintext, 9094 TLS (client certificates or none), 9096 SASL/SCRAM over TLS, 9098 IAM over TLS; 9194, 9196 and 9198 are the same in public. A client that speaks something else to a port never gets through, and the Collector shows that only by INFO lines.',
  source: 'https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html',
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const login = loginOf(
        saslOf(component)?.mechanism,
        saslOf(component) !== undefined,
        tlsOf(component, context.version).state,
      );
      for (const broker of brokersOf(component) ?? []) {
        const port = MSK_HOST.exec(broker)?.[3];
        const spoken = port === undefined ? undefined : SPOKEN.get(port);
        if (!login || !spoken || login === spoken) continue;
        yield {
          file,
          path: [...component.path, 'brokers'],
          message: `${component.id} speaks ${login} to ${broker}, where MSK waits for ${spoken}; take the port for ${login} (${portsOf(login)}), or change auth and tls.`,
        };
        break;
      }
    }
  },
};

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
  return [...SPOKEN]
    .flatMap(([port, each]) => (each === login && port.length === 4 ? port : []))
    .join(' or ');
}
