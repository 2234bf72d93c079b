import { Command } from 'commander';
import type { Cli } from './cli';
import { switchCommand } from './operation-command';

/** `spillway pause`: look, and change nothing. */
export function pauseCommand(cli: Cli): Command {
  const command = new Command('pause').description(
    'measure and explain only, and change nothing, until resume; tasks that are stopped for a recreate start again first',
  );
  return switchCommand(cli, command, 'pause');
}
