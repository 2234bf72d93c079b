/** Rejects when `signal` is aborted, for a race. Stops listening when `over` is. */
export function aborted(signal: AbortSignal | undefined, over?: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), {
      once: true,
      ...(over ? { signal: over } : {}),
    });
  });
}
