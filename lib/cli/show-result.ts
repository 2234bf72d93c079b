import type { TickReport } from '../controller/tick-report';
import { type Encoded, jsonLine, textLines } from '../output';
import type { LagRows } from '../report/lag-table';
import { OUTCOME_LABELS, type Outcome, outcomeOf } from '../report/outcome';
import { drawTick } from '../report/tick-view';
import type { OperatorEvent } from '../runtime/event-schema';
import type { CliContext, Output } from './context';
import { DEFAULT_COLUMNS, type Format } from './show-error';

export interface Result {
  action: OperatorEvent['action'];
  report: TickReport;
  format: Format;
  /** The outcome of the command. If absent, it follows from the report. */
  outcome?: Outcome;
  /** Whether the report answers a dry run. */
  dryRun?: boolean;
  /** Which topics or partitions the text shows. @default the ten worst topics */
  rows?: LagRows;
}

/** Shows the result of a command: lines for people, or one JSON document with its `outcome`. */
export function showResult({ stdout }: Pick<CliContext, 'stdout'>, result: Result): void {
  const { report, format, outcome = outcomeOf(report) } = result;
  if (format === 'json') {
    stdout.write(jsonLine({ ...report, outcome, tickOutcome: report.outcome }));
  } else {
    stdout.write(drawn(result, stdout, headings({ ...result, outcome })));
  }
}

/** Shows what a command would do before asking. Uses standard error if standard output is for JSON. */
export function showPreview({ stdout, stderr }: Pick<CliContext, 'stdout' | 'stderr'>, result: Result): void {
  const { action, format } = result;
  const output = format === 'json' ? stderr : stdout;
  output.write(drawn(result, output, [`Preview of ${action}: nothing was changed yet.`]));
}

/** The first line says whether anything was changed. */
function headings({ action, report, outcome, dryRun }: Result & { outcome: Outcome }): string[] {
  if (dryRun) return [`Dry run of ${action}: nothing was changed.`];
  if (action === 'status')
    return ['Status: nothing was changed. "would do" marks what the next tick would do.'];
  if (report.outcome === 'looked' && report.mode === 'observe') {
    return ['Observe mode: nothing was changed. "would do" marks what a controller in mode act would do.'];
  }
  return action === 'reconcile' ? [] : [`${OUTCOME_LABELS[outcome]}: ${ENDS[outcome](action)}`];
}

const ENDS: Readonly<Record<Outcome, (action: string) => string>> = {
  'would-do': (action) => `${action}. Nothing was changed.`,
  doing: (action) => `${action} was accepted and is in progress.`,
  done: (action) => `${action} was carried out.`,
  waiting: (action) => `${action} was accepted and is waiting.`,
  cannot: (action) => `${action} was refused. Nothing was changed for it.`,
  failed: (action) => `${action} was given up or cancelled.`,
};

function drawn({ report, rows }: Result, output: Output, heading: readonly string[]): Encoded {
  // A terminal that does not know its width reports 0.
  return textLines([...heading, ...drawTick(report, output.columns || DEFAULT_COLUMNS, rows)]);
}
