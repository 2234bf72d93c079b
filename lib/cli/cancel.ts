import { Command } from 'commander';
import type { Cli } from './cli';
import { operationCommand } from './operation-command';

/** `spillway cancel`: the end of a command. */
export function cancelCommand(cli: Cli): Command {
  const command = new Command('cancel').description(
    'end the command under way; tasks that are stopped for it start again on earliest',
  );
  return operationCommand(cli, command, () => ({ action: 'cancel' }));
}
