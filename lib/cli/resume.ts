import { Command } from 'commander';
import type { Cli } from './cli';
import { switchCommand } from './operation-command';

/** `spillway resume`: the end of a pause or a stop. */
export function resumeCommand(cli: Cli): Command {
  const command = new Command('resume').description(
    'end a pause or a stop: act again, and scale again where somebody else has set desiredCount',
  );
  return switchCommand(cli, command, 'resume');
}
