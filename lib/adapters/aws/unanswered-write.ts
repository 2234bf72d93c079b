/**
 * Writes that may have happened. A request that timed out, or whose connection broke, may have been carried out, or may be
 * carried out a moment later. So such a write has a code of its own, and nothing repeats it: the SDK would, and an old
 * number that arrives after the repeated one would then overwrite whatever was decided in between.
 */

/** Operations that change what the controller goes by. */
const WRITES: ReadonlySet<string> = new Set(['UpdateService', 'PutParameter', 'DeleteParameter']);

export function isWrite(operation: string): boolean {
  return WRITES.has(operation);
}

/** No connection: nothing was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
const BROKEN_OFF = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'TimeoutError']);

/** The SDK calls both of its timeouts TimeoutError; this is in the message of the one that came before a connection. */
const NOT_CONNECTED = 'did not establish a connection';

/** By its fields: an error of Node's own need not be an instance of the Error that is in scope here. */
interface ThrownFields {
  name?: string;
  message?: string;
  code?: string;
  syscall?: string;
  errors?: unknown[];
  cause?: unknown;
}

/** What went wrong on the network, also where Node wraps several failures (one for each address of a name). */
export function networkFailure(
  error: unknown,
): { reason: string; request: 'never-sent' | 'sent' } | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { name = '', message = '', code = '', syscall, errors, cause } = error as ThrownFields;
  const reason = [code, name].find((each) => NEVER_SENT.has(each) || BROKEN_OFF.has(each));
  if (reason !== undefined) {
    const unconnected = syscall === 'connect' || message.includes(NOT_CONNECTED);
    return { reason, request: NEVER_SENT.has(reason) || unconnected ? 'never-sent' : 'sent' };
  }
  return (errors ?? [cause]).map(networkFailure).find((failure) => failure !== undefined);
}

/**
 * Why nobody can tell whether a write was carried out; `undefined` where it certainly was not. Only an answer of the 400s
 * is a refusal: after one of the 500s, as after one that cannot be read, it may have been.
 */
export function unansweredBecause(error: unknown): string | undefined {
  if (error instanceof UnansweredWrite) return error.message;
  const status = statusOf(error);
  if (status !== undefined) return status >= 400 && status < 500 ? undefined : `HTTP ${status}`;
  const network = networkFailure(error);
  return network?.request === 'sent' ? network.reason : undefined;
}

function statusOf(error: unknown): number | undefined {
  const { $metadata, $response } = (error ?? {}) as {
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number };
  };
  return $metadata?.httpStatusCode ?? $response?.statusCode;
}

/** What the SDK is shown in place of the failure that it would answer by sending the write again; so without a cause. */
class UnansweredWrite extends Error {}

/** What the SDK passes to a middleware, as far as it counts here. */
interface Sending {
  input: { Overwrite?: boolean } | object;
}

/**
 * For an SDK client's middleware, within its retries: a write without an answer is not sent again. After a refusal, such
 * as throttling, it is; and a create (`Overwrite: false`) may be repeated at any time, since the second one then says that
 * there is one.
 */
export const sendUnansweredWritesOnce =
  <Arguments extends Sending, Result>(
    next: (given: Arguments) => Promise<Result>,
    { commandName = '' }: { commandName?: string },
  ) =>
  async (given: Arguments): Promise<Result> => {
    try {
      return await next(given);
    } catch (error) {
      const create = 'Overwrite' in given.input && given.input.Overwrite === false;
      const why =
        isWrite(commandName.replace(/Command$/, '')) && !create ? unansweredBecause(error) : undefined;
      throw why === undefined ? error : new UnansweredWrite(why);
    }
  };

/** Where {@link sendUnansweredWritesOnce} belongs. */
export const WITHIN_RETRIES = {
  name: 'sendUnansweredWritesOnce',
  relation: 'after',
  toMiddleware: 'retryMiddleware',
} as const;
