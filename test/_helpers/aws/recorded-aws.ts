import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request of the SDK. */
export interface AwsRequest {
  /** Region and service that it is signed for: `eu-west-1/ssm`. */
  scope: string;
  /** `GetParameters`, or method and path where the service has no `x-amz-target`. */
  operation: string;
  body: Record<string, unknown>;
}

/** The response to a request: a body, or an error as AWS names it. */
export type AwsReply = { body: object } | { status: number; error: string; message?: string };

/**
 * Stands for AWS over HTTP, so that the SDK's real clients show where they send what. A request that nobody expects gets an
 * error, and is in `unexpected`.
 */
export class RecordedAws {
  readonly requests: AwsRequest[] = [];
  readonly unexpected: string[] = [];
  connections = 0;
  private readonly replies = new Map<string, AwsReply>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece) => pieces.push(piece));
      request.on('end', () => {
        const { authorization = '', 'x-amz-target': target } = request.headers;
        const operation = String(target ?? `${request.method} ${request.url}`).replace(/^.*\./, '');
        const text = Buffer.concat(pieces).toString('utf8');
        this.requests.push({
          scope: /Credential=[^/]+\/\d+\/([^/]+\/[^/]+)\//.exec(authorization)?.[1] ?? 'unsigned',
          operation,
          body: text === '' ? {} : JSON.parse(text),
        });
        const reply = this.replies.get(operation);
        if (!reply) this.unexpected.push(operation);
        const { status, error, message } = {
          ...{ status: 200, error: '', message: '' },
          ...(reply ?? { status: 400, error: 'NobodyExpectsThis' }),
        };
        response
          .writeHead(status, {
            'content-type': 'application/x-amz-json-1.1',
            ...(error && { 'x-amzn-errortype': error }),
          })
          .end(JSON.stringify(reply && 'body' in reply ? reply.body : { __type: error, message }));
      });
    });
    this.server.on('connection', () => {
      this.connections += 1;
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Closes what clients keep open, as a load balancer does. */
  closeConnections(): void {
    this.server.closeAllConnections();
  }

  on(operation: string, reply: AwsReply): void {
    this.replies.set(operation, reply);
  }

  /** The environment of a client. It names another region than the tests' own. */
  env(more: Record<string, string> = {}): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      ...{
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'recorded',
        AWS_SECRET_ACCESS_KEY: 'recorded-secret-key',
      },
      ...more,
    };
  }
}
