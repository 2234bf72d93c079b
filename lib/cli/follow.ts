import type { TickReport } from '../controller/tick-report';
import { describeError, SpillwayError } from '../errors';
import { textBlock, textLine } from '../output';
import { summarizeTick } from '../report/tick-view';
import type { CliContext } from './context';
import type { Controller } from './controller';
import { unlessInterrupted } from './unless-interrupted';

/** A single tick may fail. This many failures in a row end the command line. */
const FAILURES_IN_A_ROW = 3;

/** After a step, the next one is often due at once. */
const AFTER_A_STEP_MS = 1_000;

export type FollowEnd =
  | { kind: 'settled'; report: TickReport }
  /** The controller is paused, so nothing happens until spillway resume. */
  | { kind: 'paused'; report: TickReport }
  /** The controller gave up, or someone cancelled the command. */
  | { kind: 'given-up'; report: TickReport }
  | { kind: 'interrupted'; report: TickReport };

/**
 * Runs ticks until the command is complete, and shows a line for each change. If interrupted, it stops between two
 * ticks.
 *
 * @param accepted the report that accepted the command
 * @throws SpillwayError the failure of the third tick in a row that failed; the command stays in the state
 */
export async function follow(
  context: CliContext,
  controller: Controller,
  accepted: TickReport,
): Promise<FollowEnd> {
  let report = accepted;
  let failures = 0;
  let shown = '';
  for (;;) {
    const end = endOf(report, accepted);
    if (end) return { kind: end, report };
    const ignoringTime = summarizeTick({ ...report, at: accepted.at });
    if (ignoringTime !== shown) context.stderr.write(textLine(summarizeTick(report)));
    shown = ignoringTime;
    const due = report === accepted || report.outcome === 'acted';
    await context.sleep(due ? AFTER_A_STEP_MS : controller.followEveryMs);
    if (context.interrupted.aborted) return { kind: 'interrupted', report };
    try {
      report = await unlessInterrupted(context, controller.send({ action: 'reconcile' }));
      failures = 0;
    } catch (error) {
      if (context.interrupted.aborted) return { kind: 'interrupted', report };
      const busy = error instanceof SpillwayError && error.code === 'LAMBDA_BUSY';
      failures += busy ? 0 : 1;
      if (failures === FAILURES_IN_A_ROW) throw error;
      context.stderr.write(
        textBlock(
          busy
            ? 'waiting: a scheduled tick is running.'
            : `failed: ${describeError(error)} Trying again (failure ${failures} of ${FAILURES_IN_A_ROW}).`,
        ),
      );
    }
  }
}

function endOf(
  report: TickReport,
  accepted: TickReport,
): Exclude<FollowEnd['kind'], 'interrupted'> | undefined {
  const codes = new Set(report.reasons.map(({ code }) => code));
  const cancelled = report !== accepted && codes.has('REQUEST_CANCELLED');
  if ((codes.has('REQUEST_FAILED') || cancelled) && !mustContinue(report)) return 'given-up';
  const mine = accepted.manualOperation?.id;
  const underWay = mine === undefined ? mustContinue(report) : report.manualOperation?.id === mine;
  if (!underWay) return 'settled';
  // Stopped tasks start again even while the controller is paused.
  return report.paused && !mustContinue(report) ? 'paused' : undefined;
}

/** Whether a recreate is under way, or Spillway has stopped tasks and not started them again. */
function mustContinue({ recreate, stopped, tasks }: TickReport): boolean {
  return recreate !== undefined || (stopped !== undefined && tasks.desired === 0);
}
