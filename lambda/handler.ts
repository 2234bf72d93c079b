import { type TickMemory, type TickResult, tick } from '../lib/controller/tick';
import { type TickReport, toReport } from '../lib/controller/tick-report';
import { describeError, SpillwayError } from '../lib/errors';
import type { OpenTick } from '../lib/runtime/open-tick';
import type { Telemetry } from './telemetry';

/** Time a tick needs at the end of an invocation: below it no follow-up is begun. */
const RESERVE_MS = 15_000;

/** What the handler uses of Lambda's context. */
export interface InvocationContext {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export interface HandlerOptions {
  /** Everything of one invocation, opened anew: nothing of one outlives a frozen process. */
  open(invocation: { holder: string; leaseMs: number }): Promise<OpenTick>;
  telemetry: Telemetry;
  /** Pause between two ticks of one invocation while a recreate is under way; 0 means one tick an invocation. */
  followUpMs: number;
  sleep(ms: number): Promise<void>;
}

export type Handler = (event: unknown, context: InvocationContext) => Promise<TickReport>;

/**
 * The Lambda handler. A scheduled event and `{"action": "reconcile"}` make a tick; `{"action": "status"}` only looks.
 *
 * While a recreate is under way the tasks are stopped, and a minute until the next scheduled tick is long: the same
 * invocation then ticks again, each time with a look, a decision and a mutation of its own.
 *
 * @throws SpillwayError `EVENT_UNKNOWN_ACTION`, or whatever made the tick fail, so that Lambda counts an error
 */
export function createHandler({ open, telemetry, followUpMs, sleep }: HandlerOptions): Handler {
  const memory: TickMemory = {};
  return async (event, context) => {
    try {
      const kind = kindOf(event);
      for (;;) {
        const startedMs = context.getRemainingTimeInMillis();
        const opened = await open({ holder: context.awsRequestId, leaseMs: startedMs + RESERVE_MS });
        const result = await tick(opened.dependencies, kind, memory).finally(opened.close);
        telemetry.tick(result, startedMs - context.getRemainingTimeInMillis());
        if (
          !followsUp(result) ||
          followUpMs === 0 ||
          context.getRemainingTimeInMillis() < followUpMs + RESERVE_MS
        ) {
          return toReport(result);
        }
        await sleep(followUpMs);
      }
    } catch (error) {
      telemetry.failure(error);
      throw named(error);
    }
  };
}

function kindOf(event: unknown): 'reconcile' | 'report' {
  const action =
    event !== null && typeof event === 'object' && 'action' in event ? event.action : 'reconcile';
  if (action === 'reconcile') return 'reconcile';
  if (action === 'status') return 'report';
  throw new SpillwayError(
    'EVENT_UNKNOWN_ACTION',
    `The event asks for action ${JSON.stringify(action)}.`,
    'Known actions are "status" and "reconcile"; a scheduled event needs none.',
  );
}

/** Only a recreate is in a hurry, and only if this invocation is the one that carries it. */
function followsUp({ operation, outcome }: TickResult): boolean {
  return operation !== undefined && outcome !== 'lost' && outcome !== 'looked';
}

/** Lambda shows a caller the error's name and message: put the code in the one and the hint in the other. */
export function named(error: unknown): Error {
  const shown = new Error(describeError(error), { cause: error });
  shown.name = error instanceof SpillwayError ? error.code : 'Error';
  return shown;
}
