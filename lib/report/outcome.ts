import type { TickReport } from '../controller/tick-report';

/** The state of a command, or of a step of it. Every JSON result of the command line has one of these as `outcome`. */
export type Outcome = 'would-do' | 'doing' | 'done' | 'waiting' | 'cannot' | 'failed';

/** How a line about something with this outcome begins. */
export const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  'would-do': 'would do',
  doing: 'doing',
  done: 'done',
  waiting: 'waiting',
  cannot: 'cannot',
  failed: 'failed',
};

/** The outcome of a tick. If it only observed, it says what it would do. */
export function outcomeOf(report: TickReport): Outcome {
  const { outcome, answer, reasons, manualOperation, recreate, roll } = report;
  if (answer?.accepted === false) return 'cannot';
  if (outcome === 'looked') return 'would-do';
  if (outcome === 'superseded' || outcome === 'lost') return 'failed';
  const waits = reasons.some(({ kind }) => kind === 'wait');
  if (manualOperation || recreate || roll) return waits && outcome !== 'acted' ? 'waiting' : 'doing';
  if (outcome === 'acted' || answer) return 'done';
  if (waits) return 'waiting';
  return reasons.some(({ kind }) => kind === 'hold') ? 'cannot' : 'done';
}
