/**
 * An error a user can act on.
 *
 * `message` says what was tried, on what, and what came back; `hint` says what to do next.
 * Neither ever holds a secret: build them from names and addresses, not from credentials.
 */
export class SpillwayError extends Error {
  /** Stable code in SCREAMING_SNAKE_CASE, for example `KAFKA_AUTH_FAILED`. */
  readonly code: string;
  /** What the reader can do next, one sentence. */
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: { cause?: unknown }) {
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
