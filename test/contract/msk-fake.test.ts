import { type MotoWithLambdas, startMotoWithLambdas } from '../_helpers/moto/moto-with-lambdas';

const CLUSTER = 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/0a1b-2';
const START_TIMEOUT_MS = 120_000;

/** The fake of MSK for pipelines that name only a cluster, because moto has no GetBootstrapBrokers. */
describe('the fake of GetBootstrapBrokers', () => {
  let moto: MotoWithLambdas;
  beforeAll(async () => {
    moto = await startMotoWithLambdas();
  }, START_TIMEOUT_MS);
  afterAll(() => moto?.stop());

  /** A request like the SDK's, with a key that identifies the caller. */
  const ask = (cluster: string) =>
    fetch(`${moto.endpoint}/v1/clusters/${encodeURIComponent(cluster)}/bootstrap-brokers`, {
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=a-function/20260101/eu-west-1/kafka/aws4_request',
      },
    });

  it('returns what a test has stored, and says that it is a fake', async () => {
    await moto.fakeMsk(CLUSTER, { bootstrapBrokerString: '127.0.0.1:9092' });

    const answer = await ask(CLUSTER);

    expect(await answer.json()).toEqual({ bootstrapBrokerString: '127.0.0.1:9092' });
    expect(answer.headers.get('x-spillway-fake')).toBe('GetBootstrapBrokers');
  });

  it('does not find an unknown cluster, with the error that the SDK expects', async () => {
    const answer = await ask(`${CLUSTER}-other`);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-amzn-errortype')).toBe('NotFoundException');
  });

  it('records the caller and the cluster, as IAM checks them', async () => {
    await ask(CLUSTER);

    expect((await moto.events()).at(-1)).toEqual({
      ...{ kind: 'call', caller: 'a-function', action: 'kafka:GetBootstrapBrokers' },
      resources: [{ arn: CLUSTER, conditions: {} }],
    });
  });
});
