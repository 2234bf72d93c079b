import { Command } from 'commander';
import type { Cli } from './cli';
import { operationCommand } from './operation-command';

/** `spillway drain`: the backlog out, then latest. */
export function drainCommand(cli: Cli): Command {
  const command = new Command('drain').description(
    'work off the backlog on all tasks that are of use, then flip to latest and settle',
  );
  return operationCommand(cli, command, () => ({ action: 'drain' }));
}
