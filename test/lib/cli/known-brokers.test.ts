import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { withKnownBrokers } from '../../../lib/cli/known-brokers';
import { openLocalController } from '../../../lib/cli/local-controller';
import { mskLookup } from '../../../lib/cli/msk-lookup';
import { runCli } from '../../../lib/cli/run-cli';
import { SpillwayError } from '../../../lib/errors';
import { testCli } from '../../_helpers/cli/context';
import { example } from '../../_helpers/pipeline/examples';

const FILE = path.resolve(__dirname, '../../../examples/msk-iam.yaml');
const ARN = example('msk-iam').deploy.msk?.clusterArn ?? '';
/** An ingestion tier whose exporter names a broker that MSK does not. */
const ELSEWHERE = `receivers: { otlp: { protocols: { grpc: {} } } }
exporters: { kafka: { brokers: ["other.orders:9098"], tls: {}, traces: { topic: orders_spans } } }
service: { pipelines: { traces: { receivers: [otlp], exporters: [kafka] } } }
`;
const DENIED = new SpillwayError('MSK_ACCESS_DENIED', 'Not allowed.', 'Allow it.');

/** A command line whose MSK names these brokers, or refuses. */
function cliOn(msk: string[] | SpillwayError, stdin = '') {
  const cli = testCli([], { stdin });
  const asked: unknown[] = [];
  const context = {
    ...cli.context,
    async askMsk(question: unknown) {
      asked.push(question);
      if (msk instanceof SpillwayError) throw msk;
      return msk;
    },
  };
  return { cli, context, asked };
}

describe('the brokers of a spec that gets them from MSK', () => {
  it('are requested with the cluster and the listener of its login', async () => {
    const { context, asked } = cliOn(['b-1.orders:9098']);

    const { kafka } = await withKnownBrokers(example('msk-iam'), context);

    expect(kafka.brokers).toEqual(['b-1.orders:9098']);
    expect(asked).toEqual([{ clusterArn: ARN, listener: 'iam' }]);
  });

  it('are not requested if the spec has them', async () => {
    const { context, asked } = cliOn(DENIED);

    await expect(withKnownBrokers(example('plain'), context)).resolves.toEqual(example('plain'));
    expect(asked).toEqual([]);
  });

  it('are requested by every command that runs a tick locally', async () => {
    const opened = cliOn(['b-1.orders:9098']);
    const refused = cliOn(DENIED);

    (await openLocalController(FILE, opened.context)).close();

    expect(opened.asked).toHaveLength(1);
    await expect(openLocalController(FILE, refused.context)).rejects.toBe(DENIED);
  });

  it('are used by the doctor, which cannot look without them; that is not a fault of the cluster', async () => {
    // Nothing listens there.
    const there = cliOn(['127.0.0.1:1']);
    const refused = cliOn(DENIED);

    expect(await runCli(['doctor', '-p', FILE, '--no-aws'], there.context)).toBe(1);
    expect(await runCli(['doctor', '-p', FILE, '--no-aws'], refused.context)).toBe(2);
    expect(there.cli.out()).toContain('127.0.0.1:1');
    expect(refused.cli.err()).toMatch(/^cannot: MSK_ACCESS_DENIED /);
  });

  it('are reported as unknown by commands that do not contact AWS', async () => {
    const rendered = cliOn(DENIED);
    const linted = cliOn(DENIED, ELSEWHERE);

    expect(await runCli(['render', '--tier', 'ingestion', FILE], rendered.context)).toBe(1);
    await runCli(['lint', '-p', FILE, '-'], linted.context);

    expect(rendered.cli.err()).toContain('BROKERS_UNKNOWN');
    expect(linted.cli.err()).toContain('the brokers were not compared');
    expect(linted.cli.out()).not.toContain('SPEC_DISAGREES');
    expect([...rendered.asked, ...linted.asked]).toEqual([]);
  });

  it('are compared by lint --live, and if MSK does not respond nothing else is requested', async () => {
    const other = cliOn(['127.0.0.1:1'], ELSEWHERE);
    const refused = cliOn(DENIED, ELSEWHERE);

    await runCli(['lint', '--live', '-p', FILE, '-'], other.context);
    await runCli(['lint', '--live', '-p', FILE, '-'], refused.context);

    expect(other.cli.out()).toContain('SPEC_DISAGREES');
    expect(refused.cli.err()).toContain('cannot: --live needs brokers. MSK_ACCESS_DENIED');
    expect(refused.cli.places).toEqual([]);
  });
});

describe('requests to MSK by the command line', () => {
  let server: Server;
  let requests: number;

  beforeEach(async () => {
    requests = 0;
    server = createServer((_request, response) => {
      requests += 1;
      response.end(JSON.stringify({ bootstrapBrokerStringSaslIam: 'b-2:9098,b-1:9098' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('are made once for each cluster and login, however often a command needs the brokers', async () => {
    const { port } = server.address() as AddressInfo;
    const askMsk = mskLookup({ AWS_ENDPOINT_URL_KAFKA: `http://127.0.0.1:${port}` });
    const question = { clusterArn: ARN, listener: 'iam' as const };

    const answers = await Promise.all([askMsk(question), askMsk({ ...question })]);

    expect(answers).toEqual([
      ['b-1:9098', 'b-2:9098'],
      ['b-1:9098', 'b-2:9098'],
    ]);
    expect(requests).toBe(1);
    await expect(askMsk({ clusterArn: ARN, listener: 'tls' })).rejects.toMatchObject({
      code: 'MSK_LISTENER_OFF',
    });
  });
});
