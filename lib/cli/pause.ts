import { Command } from 'commander';
import type { Cli } from './cli';
import { switchCommand } from './operation-command';

/** `spillway pause`: hands off. */
export function pauseCommand(cli: Cli): Command {
  const command = new Command('pause').description(
    'from now on measure and explain only, and change nothing, until resume',
  );
  return switchCommand(cli, command, 'pause');
}
