import type { CliContext } from './context';
import { CommandEnd, EXIT, type ExitCode } from './exit-code';
import { type Format, showError } from './show-error';

/** What a command gets: the context, and a way to run its work and say how it ended. */
export interface Cli {
  context: CliContext;
  run(format: Format, work: () => Promise<ExitCode>): Promise<void>;
}

/** @param ended gets the exit code of the command that ran */
export function createCli(context: CliContext, ended: (code: ExitCode) => void): Cli {
  return {
    context,
    run: async (format, work) => ended(await outcomeOf(context, format, work)),
  };
}

async function outcomeOf(
  context: CliContext,
  format: Format,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (context.interrupted.aborted) {
      context.stderr.write('interrupted: nothing more is begun from here; status says what is under way\n');
      return EXIT.interrupted;
    }
    const end = error instanceof CommandEnd ? error : undefined;
    showError(context, end?.why ?? error, format);
    return end?.exitCode ?? EXIT.failed;
  }
}
