import { SpillwayError } from '../../lib/errors';
import type { ResourceRequest } from './request';

export interface Answer {
  status: 'SUCCESS' | 'FAILED';
  /** Why the request failed; empty if it succeeded. */
  reason: string;
  physicalResourceId: string;
  /** Attributes for `Fn::GetAtt`. */
  data?: Readonly<Record<string, string>>;
}

/** The whole response may have at most 4,096 bytes. A byte of the reason may become two in JSON, and the ids need space. */
const REASON_BYTES = 1_500;
const TRIES = 4;
const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 500;

/** Builds the body of the response to CloudFormation. */
export function answerBody(
  request: ResourceRequest,
  { status, reason, physicalResourceId, data }: Answer,
): string {
  return JSON.stringify({
    Status: status,
    Reason: clipped(reason),
    PhysicalResourceId: physicalResourceId,
    StackId: request.StackId,
    RequestId: request.RequestId,
    LogicalResourceId: request.LogicalResourceId,
    ...(data && { Data: data }),
  });
}

/**
 * Sends the response to CloudFormation. Without it, the stack hangs until its timeout.
 *
 * @throws SpillwayError `CUSTOM_RESOURCE_ANSWER_FAILED`; Lambda then calls the function again, up to twice
 */
export async function sendAnswer(
  url: string,
  body: string,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  let problem = '';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    try {
      // Sent as bytes, because fetch adds a content type to a string, and the URL is signed without one.
      const response = await fetch(url, {
        method: 'PUT',
        body: new TextEncoder().encode(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.ok) return;
      problem = `HTTP ${response.status}`;
    } catch (error) {
      problem = error instanceof Error ? error.name : 'no answer';
    }
  }
  throw new SpillwayError(
    'CUSTOM_RESOURCE_ANSWER_FAILED',
    `The response could not be sent to CloudFormation (${problem}).`,
    'Nothing: Lambda tries again. The log shows whether the request itself succeeded.',
  );
}

function clipped(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= REASON_BYTES) return reason;
  // A truncated character decodes to the replacement character, which is removed.
  return `${bytes
    .subarray(0, REASON_BYTES)
    .toString('utf8')
    .replace(/\uFFFD$/, '')}…`;
}
