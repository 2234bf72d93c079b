import { secretPattern } from './secret-pattern';

/**
 * The secrets that this process has read. They are kept for the whole process and not passed along, because an error can
 * come from anywhere: a broker or a proxy repeats a login, a library puts it into a cause.
 */
const secrets = new Set<string>();
let pattern: RegExp | undefined;

/** Rotated secrets are forgotten in the end: those that were not in use for the longest time. */
const MOST_SECRETS = 20;

/** Makes {@link redacted} replace this secret from now on. */
export function rememberSecret(secret: string): void {
  if (secret === '') return;
  if (!secrets.delete(secret)) pattern = undefined;
  secrets.add(secret);
  for (const oldest of secrets) if (secrets.size > MOST_SECRETS) secrets.delete(oldest);
}

/** Made when an error needs it, because most ticks have none. */
function patternOfAll(): RegExp {
  // The longest first, because one secret may be a part of another.
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(secretPattern).join('|'), 'gu');
}

/** `user:password@` in an address. */
const LOGIN_IN_ADDRESS = /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@]{0,500}@/gi;

/** The credentials in an Authorization header. A word such as "Basic authentication" has no digit and no padding. */
const AUTHORIZATION = /\b(Bearer|Basic)(\s{1,5})(?=[A-Za-z0-9._~+/-]{0,200}[\d=])[A-Za-z0-9._~+/=-]{8,}/gi;

/** The text without the secrets that this process knows, in any encoding, and without what is a secret by its form. */
export function redacted(text: string): string {
  if (secrets.size > 0) pattern ??= patternOfAll();
  const known = pattern ? text.replace(pattern, '***') : text;
  return known.replace(LOGIN_IN_ADDRESS, '$1***@').replace(AUTHORIZATION, '$1$2***');
}

/** Deeper causes say nothing that helps. */
const MOST_CAUSES = 5;

/**
 * A copy of an error without secrets: name, code, message, stack and causes. Other properties, such as the request or
 * the response of an SDK error, are left out, because nobody knows what is in them.
 */
export function redactedError(error: unknown, depth = 0): Error {
  if (!(error instanceof Error)) return new Error(redacted(typeof error === 'string' ? error : typeof error));
  const { code } = error as { code?: unknown };
  const copy: Error & { code?: string } = new Error(redacted(error.message));
  copy.name = redacted(error.name);
  copy.stack = redacted(error.stack ?? '');
  if (typeof code === 'string') copy.code = redacted(code);
  if (error.cause !== undefined && depth < MOST_CAUSES) copy.cause = redactedError(error.cause, depth + 1);
  return copy;
}
