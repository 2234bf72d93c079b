import { describeError, SpillwayError } from '../../lib/errors';
import type { Reply, RestRequest } from './json-server';

/** What an invocation runs: the bundle in a separate process, or a function that a test provides. */
export interface LocalFunction {
  invoke(event: unknown): Promise<unknown>;
  /** The limit of concurrent invocations, like reserved concurrency. Further ones get a 429. */
  concurrency: number;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda's Invoke, for callers that wait for the response (`RequestResponse`). */
export class LocalFunctions {
  private readonly functions = new Map<string, { deployed: LocalFunction; running: number }>();

  deploy(name: string, deployed: LocalFunction): void {
    this.functions.set(name, { deployed, running: 0 });
  }

  /** `undefined` if the request is not an Invoke. */
  async answer({ method, path, body }: RestRequest): Promise<Reply | undefined> {
    const [, encoded] = INVOKE.exec(path) ?? [];
    if (method !== 'POST' || encoded === undefined) return undefined;
    const name = nameOf(decodeURIComponent(encoded));
    const found = this.functions.get(name);
    if (!found) return refused(404, 'ResourceNotFoundException', { Message: `Function not found: ${name}` });
    if (found.running >= found.deployed.concurrency) {
      return refused(429, 'TooManyRequestsException', {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        message: 'Rate Exceeded.',
      });
    }
    let event: unknown;
    try {
      event = JSON.parse(body || '{}');
    } catch {
      return refused(400, 'InvalidRequestContentException', {
        message: 'Could not parse request body into json.',
      });
    }
    found.running += 1;
    try {
      return { status: 200, headers: {}, body: (await found.deployed.invoke(event)) ?? null };
    } catch (error) {
      return { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: failure(error) };
    } finally {
      found.running -= 1;
    }
  }
}

/** Finds a function by name, `name:alias`, or ARN. */
function nameOf(nameOrArn: string): string {
  const [, name = nameOrArn] = /(?:^|:function:)([A-Za-z0-9_-]+)(?::[^:]+)?$/.exec(nameOrArn) ?? [];
  return name;
}

/** For timeouts and exits, the messages are Lambda's. Other errors are those of the handler. */
function failure(error: unknown): { errorType: string; errorMessage: string; trace?: string[] } {
  if (!(error instanceof SpillwayError))
    return { errorType: 'Error', errorMessage: String(error), trace: [] };
  if (error.code === 'LAMBDA_TIMED_OUT')
    return { errorType: 'Sandbox.Timedout', errorMessage: `Error: Task timed out. ${error.message}` };
  if (error.code === 'LAMBDA_ENDED')
    return { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: local Error: Runtime exited' };
  return { errorType: error.code, errorMessage: describeError(error).trim(), trace: [] };
}

function refused(status: number, name: string, body: object): Reply {
  return { status, headers: { 'x-amzn-errortype': name }, body: { Type: 'User', ...body } };
}
