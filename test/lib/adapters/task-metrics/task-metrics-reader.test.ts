import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTaskMetricsReader } from '../../../../lib/adapters/task-metrics/task-metrics-reader';
import type { TaskSnapshot } from '../../../../lib/core/snapshot/service';
import { freePorts } from '../../../../local/process/free-ports';
import { task } from '../../../_helpers/core/snapshots';

const METRICS = `otelcol_exporter_queue_capacity{data_type="traces",exporter="otlp_http"} 1000
otelcol_exporter_queue_size{data_type="traces",exporter="otlp_http"} 12
otelcol_exporter_sent_spans{exporter="otlp_http"} 70
`;
const CONTAINER_PORT = 8888;

let server: Server;
let asked: string[] = [];
let answer: RequestListener = (_request, response) => response.end(METRICS);

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  asked = [];
  answer = (_request, response) => response.end(METRICS);
});

const port = () => (server.address() as AddressInfo).port;

/** A task that is reached at the server. */
const reachable = (index: number, more: Partial<TaskSnapshot> = {}): TaskSnapshot =>
  task(index, {
    addresses: ['127.0.0.1'],
    hostPorts: [
      { containerPort: 13_133, hostPort: 1 },
      { containerPort: CONTAINER_PORT, hostPort: port() },
    ],
    ...more,
  });

const read = (tasks: TaskSnapshot[], timeoutMs = 5_000) =>
  createTaskMetricsReader({ containerPort: CONTAINER_PORT, timeoutMs }).read(tasks);

describe('the metrics of tasks', () => {
  it('are read at the host port of the container port', async () => {
    expect(await read([reachable(1)])).toEqual([
      {
        kind: 'read',
        id: 'task-1',
        queues: [{ exporter: 'otlp_http', signal: 'traces', size: 12, capacity: 1000 }],
        sent: 70,
        dropped: 0,
      },
    ]);
    expect(asked).toEqual(['/metrics']);
  });

  it('are read at the container port itself if ECS returns no other', async () => {
    const reader = createTaskMetricsReader({ containerPort: port() });

    expect(await reader.read([task(1, { addresses: ['127.0.0.1'] })])).toMatchObject([
      { kind: 'read', sent: 70 },
    ]);
  });

  it('are read at the next address if the first does not respond', async () => {
    const [closed = 0] = await freePorts(1);
    const local = createServer((_request, response) => response.end(METRICS));
    await new Promise<void>((resolve) => local.listen(closed, '::1', resolve));
    const reader = createTaskMetricsReader({ containerPort: closed });

    const answers = await reader.read([
      task(1, { addresses: ['127.0.0.1', '::1'] }),
      task(2, { addresses: ['127.0.0.1', '::ffff:127.0.0.1'] }),
    ]);

    await new Promise((resolve) => local.close(resolve));
    expect(answers).toMatchObject([
      { kind: 'read', sent: 70 },
      {
        kind: 'unreadable',
        why: expect.stringMatching(/127\.0\.0\.1:\d+.*ECONNREFUSED; .*\[::ffff:127\.0\.0\.1\]:\d+/),
      },
    ]);
  });

  it('are read from all running tasks, and from no others', async () => {
    const running = Array.from({ length: 120 }, (_, index) => reachable(index));
    const tasks = [
      reachable(220, { lastStatus: 'PENDING' }),
      reachable(221, { desiredStatus: 'STOPPED' }),
      ...running,
    ];

    const answers = await read(tasks);

    expect(answers.map(({ id }) => id)).toEqual(running.map(({ id }) => id));
    expect(asked).toHaveLength(120);
  });

  it('are unknown for tasks beyond 200, with the reason', async () => {
    const answers = await read(Array.from({ length: 202 }, (_, index) => reachable(index)));

    expect(asked).toHaveLength(200);
    expect(answers.filter(({ kind }) => kind === 'unreadable').map(({ id }) => id)).toEqual([
      reachable(200).id,
      reachable(201).id,
    ]);
  });

  it('are waited for 1.5 s by default, and read from 50 tasks at once', async () => {
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    let open = 0;
    let most = 0;
    answer = (_request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end(METRICS);
      }, 20);
    };

    const reader = createTaskMetricsReader({ containerPort: CONTAINER_PORT });
    await reader.read(Array.from({ length: 120 }, (_, index) => reachable(index)));

    expect(new Set(timeout.mock.calls.map(([ms]) => ms))).toEqual(new Set([1_500]));
    expect(most).toBe(50);
    timeout.mockRestore();
  });

  it.each<[string, RequestListener, RegExp]>([
    ['an error', (_, response) => response.writeHead(503).end('no'), /: status 503$/],
    ['a redirect', (_, response) => response.writeHead(302, { location: '/x' }).end(), /redirect/],
    ['a connection that ends', (request) => request.socket.destroy(), /: UND_ERR_SOCKET$/],
    [
      'more than is believable',
      (_, response) => response.end('x'.repeat(4_000_001)),
      /: the response is longer than 4000000 bytes$/,
    ],
  ])('are unreadable with %s, with the reason', async (_name, listener, why) => {
    answer = listener;

    expect(await read([reachable(1)])).toEqual([
      { kind: 'unreadable', id: 'task-1', why: expect.stringMatching(why) },
    ]);
  });

  it.each<[string, RequestListener]>([
    ['nothing at all', () => {}],
    ['a beginning without an end', (_, response) => void response.write(METRICS)],
  ])('are given up if the response is %s', async (_name, listener) => {
    answer = listener;

    expect(await read([reachable(1)], 50)).toMatchObject([
      { kind: 'unreadable', why: expect.stringMatching(/: no response within 50 ms$/) },
    ]);
  });

  it.each<[string, (closed: number) => Partial<TaskSnapshot>, RegExp]>([
    [
      'nothing listens',
      (closed) => ({ hostPorts: [{ containerPort: CONTAINER_PORT, hostPort: closed }] }),
      /: ECONNREFUSED$/,
    ],
    ['ECS names no address', () => ({ addresses: [] }), /no address for the task/],
  ])('are unreadable if %s, while others are still read', async (_name, more, why) => {
    const [closed = 0] = await freePorts(1);

    expect(await read([reachable(1, more(closed)), reachable(2)])).toMatchObject([
      { kind: 'unreadable', id: 'task-1', why: expect.stringMatching(why) },
      { kind: 'read', id: 'task-2' },
    ]);
  });
});
