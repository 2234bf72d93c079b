import { printable } from '../output/printable';
import { redacted, redactedError } from '../output/redact';
import type { ErrorCode } from './catalog';

/**
 * An error that a user can act on.
 *
 * `message` says what happened, and to what. `hint` says what to do next. Both may contain text from outside, such as
 * names and refusals: control characters and known secrets in them are replaced. The cause is kept without secrets, too.
 */
export class SpillwayError extends Error {
  /** Stable. Documented in the catalogue of errors and by `spillway explain`. */
  readonly code: ErrorCode;
  /** What the reader can do next. One sentence. */
  readonly hint: string;

  /** @param message one line, or a list of lines */
  constructor(
    code: ErrorCode,
    message: string | readonly string[],
    hint: string,
    options?: { cause?: unknown },
  ) {
    const lines = typeof message === 'string' ? [message] : message;
    super(
      lines.map(safe).join('\n'),
      options?.cause === undefined ? undefined : { cause: causeOf(options.cause) },
    );
    this.name = 'SpillwayError';
    this.code = code;
    this.hint = safe(hint);
  }
}

/** Redacts first, because a replaced character would hide a secret that contains it. */
function safe(text: string): string {
  return printable(redacted(text));
}

function causeOf(cause: unknown): Error {
  return cause instanceof SpillwayError ? cause : redactedError(cause);
}

/** One line for a log or a terminal: code, what happened, what to do. */
export function describeError(error: unknown): string {
  if (error instanceof SpillwayError) return `${error.code} ${error.message} ${error.hint}`;
  return safe(error instanceof Error ? `${error.name} ${error.message}` : String(error));
}
