import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError } from './aws-error';

/** The body of a request or a response. */
export type Json = Record<string, unknown>;

/** The operations of one service, by their name in `X-Amz-Target`. */
export type Operations = Record<string, (input: Json) => Json | Promise<Json>>;

export interface Call {
  /** For example `AmazonSSM.PutParameter`. */
  target: string;
  atMs: number;
  /** Only the arguments that identify the target. Values and environments are not recorded, because they may be secrets. */
  input: Json;
  /** `ok`, or the name of the returned exception. */
  outcome: string;
}

/** A request that is not a JSON 1.1 call. */
export interface RestRequest {
  method: string;
  /** The path without the query. */
  path: string;
  body: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Wraps every call. Its result becomes the response. */
export type Around = (call: Pick<Call, 'target' | 'input'>, carryOut: () => Promise<Json>) => Promise<Json>;

/** Thrown around a call to reset its connection, so that the caller gets no response. */
export class DroppedAnswer extends Error {
  override name = 'DroppedAnswer';
}

export interface JsonServer {
  /** `http://127.0.0.1:port`, the value for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  /** Every call so far, including refused ones. */
  readonly calls: readonly Call[];
  stop(): Promise<void>;
}

/** An allow list, so that fields that are added later cannot leak. */
const KEPT = new Set([
  'Name',
  'Names',
  'Overwrite',
  'Path',
  'Tier',
  'Type',
  'WithDecryption',
  'cluster',
  'clusterName',
  'desiredCount',
  'desiredStatus',
  'family',
  'forceNewDeployment',
  'service',
  'serviceName',
  'services',
  'task',
  'taskDefinition',
  'tasks',
]);

/**
 * An HTTP server that implements AWS's JSON 1.1 protocol for services, given by target prefix.
 *
 * @param rest handles requests without a target, for services that use REST; returns `undefined` for unknown ones
 * @param around wraps the calls of the services
 */
export async function startJsonServer(
  services: Record<string, Operations>,
  rest: (request: RestRequest) => Promise<Reply | undefined> = async () => undefined,
  around: Around = (_, carryOut) => carryOut(),
): Promise<JsonServer> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    answer(services, rest, around, calls, request, response).catch((error: unknown) => {
      send(response, 500, { __type: 'InternalFailure', message: String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  services: Record<string, Operations>,
  rest: (request: RestRequest) => Promise<Reply | undefined>,
  around: Around,
  calls: Call[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const target = String(request.headers['x-amz-target'] ?? '');
  if (target === '') {
    const path = new URL(request.url ?? '/', 'http://local').pathname;
    const reply = await rest({ method: request.method ?? '', path, body: text });
    if (reply) return sendReply(response, reply);
  }
  const [service = '', operation = ''] = target.split('.');
  const call: Call = { target, atMs: Date.now(), input: {}, outcome: 'ok' };
  calls.push(call);
  try {
    const input = parse(text);
    call.input = Object.fromEntries(Object.entries(input).filter(([key]) => KEPT.has(key)));
    const operations = services[service] ?? {};
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!run) {
      const asked = target || request.url;
      throw new AwsError('UnknownOperationException', `${asked} is not part of the embedded world.`);
    }
    send(response, 200, await around(call, async () => run(input)));
  } catch (error) {
    call.outcome = error instanceof Error ? error.name : 'unknown';
    if (error instanceof DroppedAnswer) return void request.socket.resetAndDestroy();
    if (!(error instanceof AwsError)) throw error;
    send(response, error.status, { __type: error.name, message: error.message });
  }
}

function parse(body: string): Json {
  try {
    return JSON.parse(body || '{}') as Json;
  } catch {
    throw new AwsError('SerializationException', 'The request is not JSON.');
  }
}

function sendReply(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function send(response: ServerResponse, status: number, body: Json): void {
  const type = typeof body.__type === 'string' ? { 'x-amzn-errortype': body.__type } : {};
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...type });
  response.end(JSON.stringify(body));
}
