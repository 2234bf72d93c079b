import type { TickReport } from '../controller/tick-report';
import { describeError, SpillwayError } from '../errors';
import { summarizeTick } from '../report/tick-view';
import type { CliContext } from './context';
import type { Controller } from './controller';

/** Ticks may fail now and then: so many in a row are more than that. */
const FAILURES_IN_A_ROW = 3;

/** One step often makes the next one due. */
const AFTER_A_STEP_MS = 1_000;

export type FollowEnd =
  | { kind: 'settled'; report: TickReport }
  /** Paused, so that nothing moves until somebody resumes. */
  | { kind: 'paused'; report: TickReport }
  /** Given up by the controller, or cancelled by somebody. */
  | { kind: 'given-up'; report: TickReport }
  | { kind: 'interrupted'; report: TickReport };

/**
 * Keeps ticking until the command is complete, a line for each change. It stops between ticks when interrupted.
 *
 * @param begun the report that accepted the command
 * @throws SpillwayError what made three ticks in a row fail; the command stays in the state
 */
export async function follow(
  context: CliContext,
  controller: Controller,
  begun: TickReport,
): Promise<FollowEnd> {
  let report = begun;
  let failures = 0;
  let said = '';
  for (;;) {
    const end = endOf(report, begun);
    if (end) return { kind: end, report };
    const line = summarizeTick(report);
    // Without its time, the line of a tick that changed nothing is the same.
    if (line.slice(8) !== said) context.stderr.write(`${line}\n`);
    said = line.slice(8);
    const due = report === begun || report.outcome === 'acted';
    await context.sleep(due ? AFTER_A_STEP_MS : controller.followEveryMs);
    if (context.interrupted.aborted) return { kind: 'interrupted', report };
    try {
      report = await controller.ask({ action: 'reconcile' });
      failures = 0;
    } catch (error) {
      if (context.interrupted.aborted) return { kind: 'interrupted', report };
      const busy = error instanceof SpillwayError && error.code === 'LAMBDA_BUSY';
      failures += busy ? 0 : 1;
      if (failures === FAILURES_IN_A_ROW) throw error;
      context.stderr.write(`${busy ? 'a scheduled tick is running' : describeError(error)}\n`);
    }
  }
}

function endOf(report: TickReport, begun: TickReport): Exclude<FollowEnd['kind'], 'interrupted'> | undefined {
  const codes = new Set(report.reasons.map(({ code }) => code));
  const cancelled = report !== begun && codes.has('REQUEST_CANCELLED');
  if ((codes.has('REQUEST_FAILED') || cancelled) && !stillOwed(report)) return 'given-up';
  const mine = begun.manualOperation?.id;
  const underWay = mine === undefined ? stillOwed(report) : report.manualOperation?.id === mine;
  if (!underWay) return 'settled';
  // Tasks that are stopped start again also while paused.
  return report.paused && !stillOwed(report) ? 'paused' : undefined;
}

/** A recreate is under way, or tasks that Spillway stopped do not run again yet. */
function stillOwed({ recreate, stopped, tasks }: TickReport): boolean {
  return recreate !== undefined || (stopped !== undefined && tasks.desired === 0);
}
