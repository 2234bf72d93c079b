import { followUp, waitsForASecondLook } from '../lib/controller/follow-up';
import { type TickMemory, type TickResult, tick } from '../lib/controller/tick';
import { type TickReport, toReport } from '../lib/controller/tick-report';
import { describeError, SpillwayError } from '../lib/errors';
import type { OpenTick } from '../lib/runtime/open-tick';
import { parseEvent } from '../lib/runtime/parse-event';
import type { CallKind, Telemetry } from './telemetry';

/** Time a tick needs at the end of an invocation: below it no follow-up is begun. */
const RESERVE_MS = 15_000;

/** What the handler uses of Lambda's context. */
export interface InvocationContext {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export interface HandlerOptions {
  /** Opens the connections of one tick: none of them outlives a frozen process. */
  open(invocation: { holder: string; leaseMs: number }): Promise<OpenTick>;
  telemetry: Telemetry;
  /** Pause between two ticks of one invocation while a step is due; 0 means one tick per invocation. */
  followUpMs: number;
  sleep(ms: number): Promise<void>;
  /** The clock that "15m ago" counts from. */
  nowMs(): number;
}

export type Handler = (event: unknown, context: InvocationContext) => Promise<TickReport>;

/**
 * The Lambda handler. A scheduled event and `{"action": "reconcile"}` make a tick, `{"action": "status"}` only looks, and
 * the commands are in `lib/runtime/event-schema.ts`. The answer is the last tick's report, with what came of the command.
 *
 * While a step is due, a minute until the next scheduled tick is long, above all while tasks are stopped: the same
 * invocation then ticks again, each time with a look, a decision and a change of its own. What one tick learns about rates
 * and about what tasks hold is kept for as long as the process is warm.
 *
 * @throws SpillwayError `EVENT_…` before anything is looked at, or whatever made the tick fail, so that Lambda counts
 *   an error. Of these `CallFailed` counts those that no tick is to blame for
 */
export function createHandler({ open, telemetry, followUpMs, sleep, nowMs }: HandlerOptions): Handler {
  const memory: TickMemory = {};
  return async (event, context) => {
    let kind: CallKind = 'look';
    try {
      let request = parseEvent(event, { id: context.awsRequestId, nowMs: nowMs() });
      kind = request.kind === 'report' || request.kind === 'preview' ? 'look' : 'tick';
      let answer: TickResult['answer'];
      let looksAgain = 0;
      for (;;) {
        const startedMs = context.getRemainingTimeInMillis();
        const opened = await open({ holder: context.awsRequestId, leaseMs: startedMs + RESERVE_MS });
        const result = await tick(opened.dependencies, request, memory).finally(opened.close);
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
      telemetry.failure(kind, error);
      throw named(error);
    }
  };
}

/** Lambda shows a caller the error's name and message: put the code in the one and the hint in the other. */
export function named(error: unknown): Error {
  const shown = new Error(describeError(error), { cause: error });
  shown.name = error instanceof SpillwayError ? error.code : 'Error';
  return shown;
}
