import type { TickReport } from '../controller/tick-report';
import { drawTick } from '../report/tick-view';
import type { CliContext, Output } from './context';
import { DEFAULT_COLUMNS, type Format } from './show-error';

/**
 * The result of a command.
 *
 * @param heading lines for people above it, such as that it is a dry run; a document has no such lines
 */
export function showResult(
  { stdout }: CliContext,
  report: TickReport,
  format: Format,
  heading: readonly string[] = [],
): void {
  stdout.write(format === 'json' ? `${JSON.stringify(report)}\n` : drawn(report, stdout, heading));
}

/** What comes before the result: never on standard output when that is to hold one JSON document. */
export function showMeanwhile(
  { stdout, stderr }: CliContext,
  report: TickReport,
  format: Format,
  heading: readonly string[] = [],
): void {
  const output = format === 'json' ? stderr : stdout;
  output.write(drawn(report, output, heading));
}

function drawn(report: TickReport, output: Output, heading: readonly string[]): string {
  // A terminal that does not know its width says 0.
  return `${[...heading, ...drawTick(report, output.columns || DEFAULT_COLUMNS)].join('\n')}\n`;
}
