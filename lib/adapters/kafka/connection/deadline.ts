/**
 * Resolves like `work`, or throws `onLate()` after `timeoutMs`. It clears its timer, and ignores a later failure of
 * `work`.
 */
export async function within<T>(timeoutMs: number, work: Promise<T>, onLate: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(onLate()), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
