import { describeError, SpillwayError } from '../errors';
import type { CliContext } from './context';

/** Width on a pipe or in a file. */
export const DEFAULT_COLUMNS = 100;

/** How results are written: for people, or one JSON document on standard output. */
export type Format = 'text' | 'json';

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
