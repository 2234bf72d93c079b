import { Command } from 'commander';
import type { Cli } from './cli';
import { switchCommand } from './operation-command';

/** `spillway resume`: the end of a pause. */
export function resumeCommand(cli: Cli): Command {
  const command = new Command('resume').description(
    'act again after a pause, and scale again after somebody else has set desiredCount',
  );
  return switchCommand(cli, command, 'resume');
}
