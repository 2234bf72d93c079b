#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { describeError } from '../errors';
import { reconcileCommand } from './reconcile';
import { statusCommand } from './status';
import { validateCommand } from './validate';

/** Exit codes: 0 done, 1 it failed (the code is in the message), 2 the command line is wrong. */
async function main(argv: string[]): Promise<number> {
  const program = new Command('spillway')
    .description('The backlog and offset controller for two-tier OpenTelemetry Collector pipelines on Kafka.')
    .exitOverride()
    .showHelpAfterError('(--help shows how)');
  for (const command of [validateCommand(), statusCommand(), reconcileCommand()]) program.addCommand(command);
  // Sub-commands do not inherit it.
  for (const command of program.commands) command.exitOverride().showHelpAfterError('(--help shows how)');
  try {
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${describeError(error)}\n`);
    return 1;
  }
}

void main(process.argv).then((code) => {
  process.exitCode = code;
});
