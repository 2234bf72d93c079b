import { describeError } from '../../lib/errors';
import { CleanUp } from './clean-up';

/** The exit code of an interrupted run, which is the one that shells use for SIGINT. */
const INTERRUPTED = 130;

/**
 * Does the work of a program until it ends, fails, or is interrupted by SIGINT or SIGTERM, which abort the signal. Cleans up in
 * each case, and sets the exit code: 1 after an error, which it describes, and 130 after an interrupt. A second interrupt ends
 * the program at once.
 *
 * @returns whether it was interrupted
 */
export async function interruptible(
  print: (line: string) => void,
  work: (signal: AbortSignal, cleanUp: CleanUp) => Promise<void>,
): Promise<boolean> {
  const cleanUp = new CleanUp();
  const abort = new AbortController();
  const interrupt = () => {
    if (abort.signal.aborted) process.exit(INTERRUPTED);
    print('Stopping. Press Ctrl-C again to exit at once.');
    abort.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await work(abort.signal, cleanUp);
  } catch (error) {
    if (!abort.signal.aborted) process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = abort.signal.aborted ? INTERRUPTED : 1;
  } finally {
    await cleanUp.run(print);
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
  return abort.signal.aborted;
}
