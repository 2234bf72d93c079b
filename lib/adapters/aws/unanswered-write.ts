/**
 * Handles writes with an unknown outcome. A request that timed out, or whose connection broke, may have been carried
 * out, or may be carried out later. Such a write has its own error code and is never repeated. The SDK would repeat it,
 * and if the first request then arrived late, it could overwrite a newer decision.
 */

/** Operations that change what the controller depends on. */
const WRITES: ReadonlySet<string> = new Set(['UpdateService', 'PutParameter', 'DeleteParameter']);

export function isWrite(operation: string): boolean {
  return WRITES.has(operation);
}

/** Without a connection, nothing was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
const BROKEN_OFF = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'TimeoutError']);

/** The SDK has two timeouts, both named TimeoutError. The one before a connection has this in its message. */
const NOT_CONNECTED = 'did not establish a connection';

/** The fields that are compared instead of the class, because Node's own errors may be instances of another Error class. */
interface ThrownFields {
  name?: string;
  message?: string;
  code?: string;
  syscall?: string;
  errors?: unknown[];
  cause?: unknown;
}

/** The names of a network error, including those that Node wraps (one for each address of a host name). */
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
 * Why the outcome of a write is unknown; `undefined` if it was certainly not carried out. Only a 4xx response is a
 * refusal. After a 5xx, or a response that cannot be read, the write may have been carried out.
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

/** Replaces the original error, because the SDK would repeat the write on that one. For the same reason it has no cause. */
class UnansweredWrite extends Error {}

/** The part of the SDK's middleware arguments that is used here. */
interface Sending {
  input: { Overwrite?: boolean } | object;
}

/**
 * Middleware of an SDK client, placed inside its retries. A write without a response is not repeated; a write that was
 * refused, for example by throttling, is. A create (`Overwrite: false`) may always be repeated, because a second one
 * finds the first.
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

/** The position of {@link sendUnansweredWritesOnce} in the middleware stack. */
export const WITHIN_RETRIES = {
  name: 'sendUnansweredWritesOnce',
  relation: 'after',
  toMiddleware: 'retryMiddleware',
} as const;
