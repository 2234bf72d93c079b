import { followUp, waitsForASecondLook } from '../lib/controller/follow-up';
import { type TickMemory, type TickRequest, tick } from '../lib/controller/tick';
import { type TickReport, toReport } from '../lib/controller/tick-report';
import type { TickResult } from '../lib/controller/tick-result';
import { describeError, SpillwayError } from '../lib/errors';
import type { OpenTick } from '../lib/runtime/open-tick';
import { parseEvent } from '../lib/runtime/parse-event';
import type { CallKind, Telemetry } from './telemetry';

/** How long a tick may take. With less time left, the invocation starts no follow-up. */
const RESERVE_MS = 15_000;

/** The part of the Lambda context that the handler uses. */
export interface InvocationContext {
  awsRequestId: string;
  /** With the alias that the caller named, if any. */
  invokedFunctionArn?: string;
  getRemainingTimeInMillis(): number;
}

export interface HandlerOptions {
  /** Prepares one tick. Its connections are closed if it fails, and kept otherwise. */
  open(invocation: { holder: string; leaseMs: number }): Promise<OpenTick>;
  telemetry: Telemetry;
  /** The pause between two ticks of one invocation while a step is due; 0 means one tick per invocation. */
  followUpMs: number;
  sleep(ms: number): Promise<void>;
  /** The clock that "15m ago" counts from. */
  nowMs(): number;
}

/**
 * The alias of the function that only reports. IAM can grant `lambda:InvokeFunction` on it alone, so that whoever may look
 * may not skip.
 */
const STATUS_ALIAS = 'status';

export type Handler = (event: unknown, context: InvocationContext) => Promise<TickReport>;

/**
 * Creates the Lambda handler. A scheduled event and `{"action": "reconcile"}` run a tick, `{"action": "status"}` only
 * reads, and the commands are in `lib/runtime/event-schema.ts`. The result is the report of the last tick, with the
 * outcome of the command.
 *
 * If a step is due, the same invocation ticks again instead of waiting a minute for the schedule. This matters most
 * while tasks are stopped. Each tick observes, decides and acts on its own. Rates, and what tasks hold, are remembered
 * as long as the process is warm.
 *
 * @throws SpillwayError `EVENT_…` for an invalid event, and whatever made a tick fail, so that Lambda counts an error.
 *   Failures that are not a tick's are counted by the metric `CallFailed`
 */
export function createHandler({ open, telemetry, followUpMs, sleep, nowMs }: HandlerOptions): Handler {
  const memory: TickMemory = {};
  return async (event, context) => {
    let kind: CallKind = 'look';
    try {
      let request = parseEvent(event, { id: context.awsRequestId, nowMs: nowMs() });
      assertAllowed(request, context);
      kind = request.kind === 'report' || request.kind === 'preview' ? 'look' : 'tick';
      let answer: TickResult['answer'];
      let looksAgain = 0;
      for (;;) {
        const startedMs = context.getRemainingTimeInMillis();
        const opened = await open({ holder: context.awsRequestId, leaseMs: startedMs + RESERVE_MS });
        const result = await tick(opened.dependencies, request, memory).catch((error: unknown) => {
          opened.close();
          throw error;
        });
        telemetry.call(kind, result, startedMs - context.getRemainingTimeInMillis());
        if (result.outcome !== 'lost') answer ??= result.answer;
        const next = followUp(request, result, looksAgain);
        looksAgain = waitsForASecondLook(result) ? looksAgain + 1 : 0;
        const enoughTime = context.getRemainingTimeInMillis() >= followUpMs + RESERVE_MS;
        if (!next || followUpMs === 0 || !enoughTime) {
          return toReport(answer ? { ...result, answer } : result);
        }
        request = next;
        await sleep(followUpMs);
      }
    } catch (error) {
      telemetry.failure(kind, error, memory.debt);
      throw named(error);
    }
  };
}

function assertAllowed({ kind }: TickRequest, { invokedFunctionArn = '' }: InvocationContext): void {
  // arn:aws:lambda:REGION:ACCOUNT:function:NAME:ALIAS
  if (kind === 'report' || invokedFunctionArn.split(':')[7] !== STATUS_ALIAS) return;
  throw new SpillwayError(
    'EVENT_NOT_ALLOWED',
    `The alias ${STATUS_ALIAS} of the function only reports, and runs no tick and no command.`,
    'Call the function without the alias. That needs lambda:InvokeFunction on the function itself.',
  );
}

/**
 * Lambda returns an error's name and message to the caller, so the name becomes the code, and the message includes the
 * hint. The runtime logs it whole, so it has no cause: {@link Telemetry.failure} logs that, without secrets.
 */
export function named(error: unknown): Error {
  const shown = new Error(describeError(error));
  shown.name = error instanceof SpillwayError ? error.code : 'Error';
  return shown;
}
