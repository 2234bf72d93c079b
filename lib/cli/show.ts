import type { TickReport } from '../controller/tick-report';
import { describeError, SpillwayError } from '../errors';
import { drawTick } from '../report/tick-view';
import type { CliContext, Output } from './context';

/** Width on a pipe or in a file. */
export const DEFAULT_COLUMNS = 100;

/** How results are written: for people, or one JSON document on standard output. */
export type Format = 'text' | 'json';

/** The result of a command. */
export function showResult({ stdout }: CliContext, report: TickReport, format: Format): void {
  stdout.write(format === 'json' ? `${JSON.stringify(report)}\n` : drawn(report, stdout));
}

/** What comes before the result: never on standard output when that is to hold one JSON document. */
export function showMeanwhile({ stdout, stderr }: CliContext, report: TickReport, format: Format): void {
  const output = format === 'json' ? stderr : stdout;
  output.write(drawn(report, output));
}

/** An error is one line for people, and a document of its own for programs. */
export function showError({ stdout, stderr }: CliContext, error: unknown, format: Format): void {
  stderr.write(`${describeError(error)}\n`);
  if (format === 'json') stdout.write(`${JSON.stringify({ error: errorDocument(error) })}\n`);
}

function errorDocument(error: unknown): { code: string; message: string; hint: string } {
  if (error instanceof SpillwayError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  return { code: 'UNEXPECTED', message: describeError(error), hint: '' };
}

function drawn(report: TickReport, output: Output): string {
  // A terminal that does not know its width says 0.
  return `${drawTick(report, output.columns || DEFAULT_COLUMNS).join('\n')}\n`;
}
