import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError } from './aws-error';

/** A request's or an answer's body. */
export type Json = Record<string, unknown>;

/** The operations of one service, by the name in `X-Amz-Target`. */
export type Operations = Record<string, (input: Json) => Json | Promise<Json>>;

export interface Call {
  /** `AmazonSSM.PutParameter` */
  target: string;
  atMs: number;
  /** The input without values of parameters, which may be secrets. */
  input: Json;
}

export interface JsonServer {
  /** `http://127.0.0.1:port`, for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  /** Every call so far, refused ones included. */
  readonly calls: readonly Call[];
  stop(): Promise<void>;
}

/** An HTTP server that speaks AWS's JSON 1.1 protocol for the services given by target prefix. */
export async function startJsonServer(services: Record<string, Operations>): Promise<JsonServer> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    answer(services, calls, request, response).catch((error: unknown) => {
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
  calls: Call[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const target = String(request.headers['x-amz-target'] ?? '');
  const [service = '', operation = ''] = target.split('.');
  const input = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Json;
  calls.push({
    target,
    atMs: Date.now(),
    input: 'Value' in input ? { ...input, Value: '(not logged)' } : input,
  });
  try {
    const run = services[service]?.[operation];
    if (!run)
      throw new AwsError(
        'UnknownOperationException',
        `${target || request.url} is not part of the embedded world.`,
      );
    send(response, 200, await run(input));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    send(response, 400, { __type: error.name, message: error.message });
  }
}

function send(response: ServerResponse, status: number, body: Json): void {
  const type = typeof body.__type === 'string' ? { 'x-amzn-errortype': body.__type } : {};
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...type });
  response.end(JSON.stringify(body));
}
