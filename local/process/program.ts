import { Command, InvalidArgumentError } from 'commander';
import { describeError } from '../../lib/errors';

// The SDK's warning about Node 20 would break the lines of a program. It comes when the SDK is loaded.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** The exit code of a command that was called with wrong options. */
export const MISUSED = 2;

/**
 * A command of this repository, such as `npm run bench`. A wrong option ends it with exit code 2 and one line; an error of
 * its action is described on standard error, with exit code 1.
 *
 * @example void runProgram(program('bench', 'Measures …').option('--json', '…').action(main));
 */
export function program(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .showHelpAfterError('(--help lists the options)')
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : MISUSED);
    });
}

/** Runs a program. Its action sets the exit code if it is not 0. */
export async function runProgram(command: Command): Promise<void> {
  await command.parseAsync().catch((error: unknown) => {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = 1;
  });
}

/** @throws InvalidArgumentError unless the text is a whole number of at least 1 */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of at least 1.');
  return Number(text);
}
