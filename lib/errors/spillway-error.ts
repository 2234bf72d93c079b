import type { ErrorCode } from './catalog';

/**
 * An error that a user can act on.
 *
 * `message` says what happened, and to what. `hint` says what to do next.
 * Build both from names and addresses, never from credentials.
 */
export class SpillwayError extends Error {
  /** Stable. Documented in the catalogue of errors and by `spillway explain`. */
  readonly code: ErrorCode;
  /** What the reader can do next. One sentence. */
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SpillwayError';
    this.code = code;
    this.hint = hint;
  }
}

/** One line for a log or a terminal: code, what happened, what to do. */
export function describeError(error: unknown): string {
  if (error instanceof SpillwayError) return `${error.code} ${error.message} ${error.hint}`;
  return error instanceof Error ? `${error.name} ${error.message}` : String(error);
}
