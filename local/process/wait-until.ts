import { SpillwayError } from '../../lib/errors';

/**
 * Polls `condition` until it returns something other than `undefined` or `false`.
 *
 * @param what completes the error message "Waited 60 s in vain for …"
 * @throws SpillwayError `LOCAL_WAIT_TIMEOUT`, or any error of `condition`
 */
export async function waitUntil<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  options: { timeoutMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<T> {
  const startedMs = Date.now();
  for (;;) {
    options.signal?.throwIfAborted();
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() - startedMs > options.timeoutMs) {
      throw new SpillwayError(
        'LOCAL_WAIT_TIMEOUT',
        `Waited ${Math.round(options.timeoutMs / 1000)} s in vain for ${what}.`,
        'Read the logs that are listed above. A busy machine may need more time.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 200));
  }
}
