import type { CliContext } from './context';

const FIRST_AFTER_MS = 3_000;
const EVERY_MS = 10_000;

/** While `work` takes long, shows on standard error what the command is waiting for: after 3 s, then every 10 s. */
export async function showWaiting<T>(
  { stderr }: Pick<CliContext, 'stderr'>,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  let waitedMs = FIRST_AFTER_MS;
  let timer: NodeJS.Timeout | undefined;
  const show = () => {
    stderr.write(`waiting: for ${what}, for ${waitedMs / 1000} s so far.\n`);
    waitedMs += EVERY_MS;
    timer = setTimeout(show, EVERY_MS);
  };
  timer = setTimeout(show, FIRST_AFTER_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
