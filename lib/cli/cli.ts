import { textLine } from '../output';
import type { CliContext } from './context';
import { CommandEnd, EXIT, type ExitCode } from './exit-code';
import { type Format, showError } from './show-error';

/** What a command is built with: its context, and a way to run its work and report how it ended. */
export interface Cli {
  context: CliContext;
  run(format: Format, work: () => Promise<ExitCode>): Promise<void>;
}

/** @param ended receives the exit code of the command that ran */
export function createCli(context: CliContext, ended: (code: ExitCode) => void): Cli {
  return {
    context,
    run: async (format, work) => ended(await exitCodeOf(context, format, work)),
  };
}

async function exitCodeOf(
  context: CliContext,
  format: Format,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (context.interrupted.aborted) {
      context.stderr.write(textLine('Interrupted. spillway status shows whether a command is in progress.'));
      return EXIT.interrupted;
    }
    const end = error instanceof CommandEnd ? error : undefined;
    const exitCode = end?.exitCode ?? EXIT.failed;
    showError(context, end?.why ?? error, format, exitCode === EXIT.failed ? 'failed' : 'cannot');
    return exitCode;
  }
}
