import { setTimeout as pause } from 'node:timers/promises';

/** Polls `isSo` for at most `forMs`. An error of it counts as no. @returns whether it became true */
export async function becomesTrue(
  isSo: () => boolean | Promise<boolean>,
  forMs: number,
  everyMs = 100,
): Promise<boolean> {
  const untilMs = performance.now() + forMs;
  for (;;) {
    if (
      await Promise.resolve()
        .then(isSo)
        .catch(() => false)
    )
      return true;
    if (performance.now() > untilMs) return false;
    await pause(everyMs);
  }
}
