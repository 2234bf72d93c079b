import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { coldMemory, openTick } from '../../../lib/runtime/open-tick';
import { testSpec } from '../../_helpers/pipeline/spec';

/** Answers as SSM does for parameters that do not exist, and counts connections. */
let server: Server;
let connections = 0;
let env: Record<string, string>;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"Parameters": [], "InvalidParameters": []}'));
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  };
  Object.assign(process.env, env);
});

afterAll(() => server.close());

/** The ticks of one process: each reads the parameters. */
function ticks() {
  const warm = coldMemory();
  connections = 0;
  const open = () => openTick({ spec: testSpec(), env, holder: 'test', leaseMs: 60_000, warm });
  return {
    warm,
    async run() {
      const opened = await open();
      await opened.dependencies.store.read();
      return opened;
    },
  };
}

describe('the connections to AWS', () => {
  afterEach(() => jest.restoreAllMocks());

  it('are kept between the ticks of a process', async () => {
    const { run } = ticks();

    for (const _ of [1, 2, 3]) await run();

    const last = await run();
    expect(connections).toBe(1);
    last.close();
  });

  it('are opened again after a tick that failed', async () => {
    const { run, warm } = ticks();

    (await run()).close();
    expect(warm).not.toHaveProperty('aws');
    (await run()).close();

    expect(connections).toBe(2);
  });

  it('are opened again by the same tick if the service has closed them while the process was frozen', async () => {
    const { run } = ticks();
    await run();

    server.closeAllConnections();
    const next = await run();

    expect(connections).toBe(2);
    next.close();
  });

  it('are not used after five idle minutes, because a NAT gateway has forgotten them', async () => {
    const { run, warm } = ticks();
    const startMs = Date.now();
    await run();
    const first = warm.aws?.clients;

    jest.spyOn(Date, 'now').mockReturnValue(startMs + 301_000);
    const next = await run();

    expect(warm.aws?.clients).not.toBe(first);
    expect(connections).toBe(2);
    next.close();
  });
});
