import { Command, CommanderError } from 'commander';
import { textBlock } from '../output';
import { applyAwsOptions } from './aws-options';
import { createCli } from './cli';
import type { CliContext } from './context';
import { doctorCommand } from './doctor';
import { EXIT, type ExitCode } from './exit-code';
import { explainCommand } from './explain';
import { lintCommand } from './lint';
import {
  acceptCommand,
  cancelCommand,
  drainCommand,
  expandCommand,
  pauseCommand,
  repairCommand,
  resumeCommand,
  rewindCommand,
  skipCommand,
} from './operation-commands';
import { packageJson } from './package-json';
import { renderCommand } from './render';
import { stopCommand } from './stop';
import { reconcileCommand, statusCommand } from './tick-commands';
import { validateCommand } from './validate';

/**
 * All commands, in the order of the help. Their modules only define options. What they need to run (the AWS SDK,
 * kafkajs, zod) takes longer to load than most commands run, so their actions load it by `require`.
 */
const COMMANDS = [
  validateCommand,
  renderCommand,
  lintCommand,
  doctorCommand,
  explainCommand,
  statusCommand,
  reconcileCommand,
  drainCommand,
  rewindCommand,
  skipCommand,
  repairCommand,
  expandCommand,
  acceptCommand,
  stopCommand,
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
  const program = new Command('spillway')
    .description('Backlog and offset controller for two-tier OpenTelemetry Collector pipelines on Kafka.')
    .version(`spillway ${packageJson().version}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .hook('preAction', (_program, command) => applyAwsOptions(command.opts(), context.env));
  for (const create of COMMANDS) program.addCommand(create(cli));
  // Sub-commands do not inherit these settings.
  for (const command of [program, ...program.commands]) {
    command
      .helpOption('-h, --help', 'print this help')
      .exitOverride()
      .showHelpAfterError('(--help shows the usage)')
      .configureOutput({
        writeOut: (text) => void context.stdout.write(textBlock(text)),
        writeErr: (text) => void context.stderr.write(textBlock(text)),
        outputError: (text, write) => write(inOneLine(text, args)),
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

/** The message of commander, in which no argument begins a line of its own. */
function inOneLine(message: string, args: readonly string[]): string {
  const values = args.flatMap((arg) => [arg, arg.slice(arg.indexOf('=') + 1)]);
  return values.reduce((said, value) => said.replaceAll(value, value.replace(/[\r\n]/g, ' ')), message);
}
