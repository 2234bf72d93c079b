import { describeError, SpillwayError } from '../errors';
import { jsonLine, textBlock } from '../output';
import type { CliContext } from './context';

/** The width of text on a pipe or in a file. */
export const DEFAULT_COLUMNS = 100;

/** The form of results: text, or one JSON document on standard output. */
export type Format = 'text' | 'json';

/**
 * Writes an error as one line, and with `-o json` also as a JSON document.
 *
 * @param outcome `cannot` if nothing was tried, `failed` if something was tried without success
 */
export function showError(
  { stdout, stderr }: Pick<CliContext, 'stdout' | 'stderr'>,
  error: unknown,
  format: Format,
  outcome: 'cannot' | 'failed',
): void {
  stderr.write(textBlock(`${outcome}: ${describeError(error)}`));
  if (format === 'json') stdout.write(jsonLine({ outcome, error: errorDocument(error) }));
}

function errorDocument(error: unknown): { code: string; message: string; hint: string } {
  if (error instanceof SpillwayError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  return { code: 'UNEXPECTED', message: describeError(error), hint: '' };
}
