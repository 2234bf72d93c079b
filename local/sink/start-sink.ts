import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { TrafficLedger } from '../traffic/ledger';
import type { OtlpJson } from './otlp-json';
import { type Comparison, Receipts, type SinkSnapshot } from './receipts';

const inflate = promisify(gunzip);
const PATHS = new Set(['/v1/traces', '/v1/metrics', '/v1/logs']);
const TASK_HEADER = 'x-spillway-task';

/** How the sink responds, in order to simulate a backend with problems. */
export type SinkMood =
  | { kind: 'accept' }
  /** Requests get no response until the mood changes. */
  | { kind: 'hold' }
  /** Nothing is recorded. A Collector retries after 429 and 503, but gives up after 400. */
  | { kind: 'refuse'; status: number }
  /** One request in `every` is refused like that, and the others are accepted. */
  | { kind: 'refuse-some'; status: number; every: number }
  /** Everything is accepted at this rate, one request after another: the backend is healthy but slow. */
  | { kind: 'slow'; bytesPerSecond: number };

export interface Sink {
  /** `http://127.0.0.1:port`, for the spec's backend (`encoding: json`, `compression: none` or `gzip`). */
  readonly endpoint: string;
  snapshot(): SinkSnapshot;
  /** How many requests were held, refused or slowed down so far. */
  disturbed(): number;
  compare(ledger: TrafficLedger): Comparison;
  /** The ids of all spans in the ledger that were not delivered. */
  missing(ledger: TrafficLedger): string[];
  setMood(mood: SinkMood): void;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

/** Starts an OTLP/HTTP JSON backend that records the id of every span, metric point and log record it receives. */
export async function startSink(): Promise<Sink> {
  const receipts = new Receipts();
  let mood: SinkMood = { kind: 'accept' };
  let requests = 0;
  let slowUntilMs = 0;
  let disturbed = 0;
  const held = new Set<() => void>();
  const release = () => {
    for (const resume of held) resume();
    held.clear();
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      // The client closed the connection in the middle of its request.
      response.destroy();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (mood.kind === 'hold' || mood.kind === 'slow') disturbed += 1;
    while (mood.kind === 'hold') await new Promise<void>((resume) => held.add(resume));
    if (request.method !== 'POST' || !PATHS.has(request.url ?? '')) return answer(response, 404, {});
    if (refuses(mood)) {
      disturbed += 1;
      return answer(response, mood.status, { message: 'the sink is set to refuse' });
    }
    if (mood.kind === 'slow') {
      const startMs = Math.max(Date.now(), slowUntilMs);
      slowUntilMs = startMs + (body.length / mood.bytesPerSecond) * 1000;
      await pause(slowUntilMs - Date.now(), undefined, { ref: false });
    }
    const otlp = await decode(request, body);
    if (typeof otlp === 'string') return answer(response, 400, { message: otlp });
    // A client that gave up while the sink held its request will send it again.
    if (response.destroyed) return;
    const task = request.headers[TASK_HEADER];
    receipts.record(otlp, typeof task === 'string' && task !== '' ? task : 'unknown');
    answer(response, 200, { partialSuccess: {} });
  }

  function refuses(now: SinkMood): now is Extract<SinkMood, { status: number }> {
    requests += 1;
    return now.kind === 'refuse' || (now.kind === 'refuse-some' && requests % now.every === 0);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    snapshot: () => receipts.snapshot(),
    disturbed: () => disturbed,
    compare: (ledger) => receipts.compare(ledger),
    missing: (ledger) => receipts.missing(ledger),
    setMood(next) {
      mood = next;
      release();
    },
    async stop() {
      mood = { kind: 'refuse', status: 503 };
      release();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The OTLP data of the request, or why it cannot be read. */
async function decode({ headers }: IncomingMessage, body: Buffer): Promise<OtlpJson | string> {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip')
    return `expected gzip or no compression, not ${encoding}`;
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('application/json')) return `expected OTLP as JSON (encoding: json), not ${type}`;
  try {
    const plain = encoding === 'gzip' ? await inflate(body) : body;
    return JSON.parse(plain.toString()) as OtlpJson;
  } catch (cause) {
    return `expected OTLP as JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
