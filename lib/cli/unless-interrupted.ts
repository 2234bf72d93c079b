import type { CliContext } from './context';

/** Long enough for a request that is about to be answered, and short enough for the person who pressed Ctrl-C. */
const GRACE_MS = 500;

/**
 * The result of `work`. After Ctrl-C it is waited for only briefly: a tick may end at any moment, and the next one
 * continues.
 *
 * @throws the reason of the interruption
 */
export async function unlessInterrupted<T>(
  { interrupted }: Pick<CliContext, 'interrupted'>,
  work: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp = () => {};
  const interruption = new Promise<never>((_, reject) => {
    giveUp = () => {
      timer = setTimeout(() => reject(interrupted.reason), GRACE_MS);
    };
    if (interrupted.aborted) giveUp();
    else interrupted.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work, interruption]);
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener('abort', giveUp);
  }
}
