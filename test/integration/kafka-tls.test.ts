import type { KafkaAdminOptions } from '../../lib/adapters/kafka';
import type { KafkaConnection } from '../../lib/pipeline';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { withKafkaAdmin } from '../_helpers/kafka/admin';
import { KAFKA_START_TIMEOUT_MS, kafkaConnection, startKafkaBehind } from '../_helpers/kafka/broker';
import { startTlsProxy, type TlsProxy } from '../_helpers/kafka/tls-proxy';

jest.setTimeout(120_000);

describe('the Kafka adapter over TLS', () => {
  let kafka: RunningKafka;
  let proxy: TlsProxy;

  beforeAll(async () => {
    proxy = await startTlsProxy();
    kafka = await startKafkaBehind(proxy);
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(async () => {
    await proxy?.close();
    await kafka?.stop();
  });

  const over = (tls: KafkaConnection['tls'], host = '127.0.0.1') =>
    kafkaConnection(`${host}:${proxy.port}`, { tls });

  it('trusts the given CA', async () => {
    const connection = over({ enabled: true, insecureSkipVerify: false });

    expect(await groupState({ connection, ca: proxy.ca })).toBe('Dead');
  });

  it('accepts any certificate if verification is off', async () => {
    const connection = over({ enabled: true, insecureSkipVerify: true });

    expect(await groupState({ connection })).toBe('Dead');
  });

  it('rejects a certificate of an unknown CA', async () => {
    const connection = over({ enabled: true, insecureSkipVerify: false });

    expect(await groupState({ connection })).toMatchObject({
      code: 'KAFKA_TLS_FAILED',
      message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    });
  });

  it('rejects a certificate for another name', async () => {
    const connection = over({ enabled: true, insecureSkipVerify: false }, 'localhost');

    expect(await groupState({ connection, ca: proxy.ca })).toMatchObject({
      code: 'KAFKA_TLS_FAILED',
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    });
  });

  it('says what to check if the broker unexpectedly uses TLS', async () => {
    const connection = over({ enabled: false, insecureSkipVerify: false });

    expect(await groupState({ connection })).toMatchObject({
      code: 'KAFKA_UNREACHABLE',
      hint: expect.stringContaining('may require TLS'),
    });
  });
});

describe('bearer tokens, as MSK IAM uses them', () => {
  let kafka: RunningKafka;
  let proxy: TlsProxy;

  beforeAll(async () => {
    proxy = await startTlsProxy();
    // Kafka's own validator for unsigned tokens replaces MSK's: the exchange on the wire is the same.
    kafka = await startKafkaBehind(proxy, {
      properties: {
        'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PROXIED:SASL_PLAINTEXT',
        'listener.name.proxied.sasl.enabled.mechanisms': 'OAUTHBEARER',
        'listener.name.proxied.oauthbearer.sasl.jaas.config':
          'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";',
      },
    });
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(async () => {
    await proxy?.close();
    await kafka?.stop();
  });

  const options = (token: string, asked: string[] = []): KafkaAdminOptions => ({
    connection: kafkaConnection(`127.0.0.1:${proxy.port}`, {
      auth: { mechanism: 'AWS_MSK_IAM', region: 'eu-west-1' },
      tls: { enabled: true, insecureSkipVerify: false },
    }),
    ca: proxy.ca,
    mskToken: async (region) => {
      asked.push(region);
      return token;
    },
  });

  it('log in with a token that is made for this connection', async () => {
    const asked: string[] = [];

    expect(await groupState(options(unsignedToken(), asked))).toBe('Dead');
    expect(await groupState(options(unsignedToken(), asked))).toBe('Dead');

    expect(asked).toEqual(['eu-west-1', 'eu-west-1']);
  });

  it('report a rejected token as KAFKA_AUTH_FAILED and do not show it', async () => {
    const outcome = await groupState(options('forged-token'));

    expect(outcome).toMatchObject({
      code: 'KAFKA_AUTH_FAILED',
      hint: expect.stringContaining('AWS_MSK_IAM'),
    });
    expect(JSON.stringify(outcome)).not.toContain('forged-token');
  });
});

/** An unsigned JWT (RFC 7519, alg none). */
function unsignedToken(): string {
  const nowS = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: 'spillway', iat: nowS, exp: nowS + 300 })}.`;
}

async function groupState(options: KafkaAdminOptions): Promise<unknown> {
  return withKafkaAdmin(options, async (admin) => (await admin.describeGroup('nobody')).state).catch(
    (error: unknown) => error,
  );
}
