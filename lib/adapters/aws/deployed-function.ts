import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SpillwayError } from '../../errors';
import { isErrorCode } from '../../errors/catalog';
import { awsError, exceptionName } from './aws-failure';
import {
  AFTER_SIGNING,
  type AwsClientOptions,
  clientSettings,
  rememberSessionToken,
} from './client-settings';

/** Invokes a deployed Spillway function and waits for its result. */
export interface DeployedFunction {
  /**
   * @returns the function's response as parsed JSON
   * @throws SpillwayError with the function's own code if it failed with one; `LAMBDA_BUSY`, `LAMBDA_FUNCTION_MISSING`,
   *   `LAMBDA_FUNCTION_FAILED`, `LAMBDA_UNREACHABLE`, `LAMBDA_ACCESS_DENIED`, `LAMBDA_REQUEST_FAILED`
   */
  invoke(event: object, signal?: AbortSignal): Promise<unknown>;
  destroy(): void;
}

/** A function may run for 15 minutes before it responds. */
const LONGEST_CALL_MS = 15 * 60_000 + 10_000;

/**
 * Opens a deployed function for calls. Needs lambda:InvokeFunction.
 *
 * @param name name, ARN or partial ARN, with an alias if there is one
 */
export function openDeployedFunction(name: string, options: AwsClientOptions): DeployedFunction {
  const client = new LambdaClient(
    // A single attempt, because the caller repeats a throttled call and reports the wait.
    clientSettings('LAMBDA', { ...options, requestTimeoutMs: LONGEST_CALL_MS, maxAttempts: 1 }),
  );
  client.middlewareStack.add(rememberSessionToken, AFTER_SIGNING);
  return {
    async invoke(event, signal) {
      const command = new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) });
      const answer = await client
        .send(command, signal && { abortSignal: signal })
        .catch((error: unknown) => Promise.reject(callError(name, error)));
      const payload = parsed(answer.Payload ? Buffer.from(answer.Payload).toString('utf8') : '');
      if (answer.FunctionError !== undefined) throw functionError(name, payload);
      return payload;
    },
    destroy: () => client.destroy(),
  };
}

function callError(name: string, error: unknown): SpillwayError {
  switch (exceptionName(error)) {
    case 'TooManyRequestsException':
      return new SpillwayError(
        'LAMBDA_BUSY',
        `Lambda cannot run ${name} now: its reserved concurrency is in use, because a tick is running.`,
        'Try again in a minute. Nothing was done.',
        { cause: error },
      );
    case 'ResourceNotFoundException':
      return new SpillwayError(
        'LAMBDA_FUNCTION_MISSING',
        `There is no function ${name}.`,
        'Check its name, the region and the account in use.',
        { cause: error },
      );
    default:
      return awsError({ service: 'LAMBDA', operation: 'Invoke', target: name }, error);
  }
}

/** The function's own error, whose type is the Spillway code. */
function functionError(name: string, payload: unknown): SpillwayError {
  const { errorType, errorMessage } = (payload ?? {}) as { errorType?: unknown; errorMessage?: unknown };
  const message = String(errorMessage ?? 'no message').slice(0, 2_000);
  if (typeof errorType === 'string' && isErrorCode(errorType)) {
    return new SpillwayError(errorType, message.replace(`${errorType} `, ''), `(reported by ${name})`);
  }
  return new SpillwayError(
    'LAMBDA_FUNCTION_FAILED',
    `${name} failed: ${typeof errorType === 'string' ? `${errorType} ` : ''}${message}`,
    'Read its log. Anything that was started is recorded in the state, and the next tick continues it. Check with spillway status.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
