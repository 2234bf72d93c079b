import { textLine } from '../output';
import type { CliContext } from './context';
import { unlessInterrupted } from './unless-interrupted';

const FIRST_AFTER_MS = 3_000;
const EVERY_MS = 10_000;

/**
 * While `work` takes long, shows on standard error what the command is waiting for: after 3 s, then every 10 s. Gives up
 * after Ctrl-C.
 */
export async function showWaiting<T>(
  context: Pick<CliContext, 'stderr' | 'interrupted'>,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  let waitedMs = FIRST_AFTER_MS;
  let timer: NodeJS.Timeout | undefined;
  const show = () => {
    context.stderr.write(textLine(`waiting: for ${what}, for ${waitedMs / 1000} s so far.`));
    waitedMs += EVERY_MS;
    timer = setTimeout(show, EVERY_MS);
  };
  timer = setTimeout(show, FIRST_AFTER_MS);
  try {
    return await unlessInterrupted(context, work());
  } finally {
    clearTimeout(timer);
  }
}
