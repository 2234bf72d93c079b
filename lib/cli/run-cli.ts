import { Command, CommanderError } from 'commander';
import { cancelCommand } from './cancel';
import { createCli } from './cli';
import type { CliContext } from './context';
import { drainCommand } from './drain';
import { EXIT, type ExitCode } from './exit-code';
import { expandCommand } from './expand';
import { pauseCommand } from './pause';
import { reconcileCommand } from './reconcile';
import { renderCommand } from './render';
import { repairCommand } from './repair';
import { resumeCommand } from './resume';
import { rewindCommand } from './rewind';
import { skipCommand } from './skip';
import { statusCommand } from './status';
import { validateCommand } from './validate';

const COMMANDS = [
  validateCommand,
  renderCommand,
  statusCommand,
  reconcileCommand,
  drainCommand,
  rewindCommand,
  skipCommand,
  repairCommand,
  expandCommand,
  pauseCommand,
  resumeCommand,
  cancelCommand,
];

/**
 * Runs one command line.
 *
 * @param args without node and script
 */
export async function runCli(args: string[], context: CliContext): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const cli = createCli(context, (code) => {
    exitCode = code;
  });
  const program = new Command('spillway').description(
    'The backlog and offset controller for two-tier OpenTelemetry Collector pipelines on Kafka.',
  );
  for (const make of COMMANDS) program.addCommand(make(cli));
  // Sub-commands do not inherit these.
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError('(--help shows how)')
      .configureOutput({
        writeOut: (text) => void context.stdout.write(text),
        writeErr: (text) => void context.stderr.write(text),
      });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}
