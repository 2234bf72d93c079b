import { Command, CommanderError } from 'commander';
import { createCli } from './cli';
import { COMMANDS } from './commands';
import type { CliContext } from './context';
import { EXIT, type ExitCode } from './exit-code';

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
  const named = COMMANDS.get(args[0] ?? '');
  // Load every command for --help and for unknown command names.
  for (const load of named ? [named] : COMMANDS.values()) program.addCommand(load()(cli));
  // Sub-commands do not inherit these.
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError('(--help shows the usage)')
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
