import { SpillwayError } from '../../lib/errors';
import type { ResourceRequest } from './request';

export interface Answer {
  status: 'SUCCESS' | 'FAILED';
  /** Why it failed; empty otherwise. */
  reason: string;
  physicalResourceId: string;
  /** What the template can refer to by `Fn::GetAtt`. */
  data?: Readonly<Record<string, string>>;
}

/** CloudFormation takes 4,096 bytes in all; in JSON a byte of the reason may become two, and the ids need room. */
const REASON_BYTES = 1_500;
const TRIES = 4;
const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 500;

/** What CloudFormation reads as the answer to a request. */
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
 * Puts the answer where CloudFormation waits for it: without one a stack hangs until its timeout.
 *
 * @throws SpillwayError `CUSTOM_RESOURCE_ANSWER_FAILED`, on which Lambda calls the function again, twice
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
      // Bytes, since fetch would add a content type to a text, and the URL is signed without one.
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
    `CloudFormation's address for the answer did not take it (${problem}).`,
    'What was asked is done or not done as the log says; Lambda tries again by itself.',
  );
}

function clipped(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= REASON_BYTES) return reason;
  // A character cut in two decodes to the replacement character.
  return `${bytes
    .subarray(0, REASON_BYTES)
    .toString('utf8')
    .replace(/\uFFFD$/, '')}…`;
}
