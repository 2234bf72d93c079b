import { Command } from 'commander';
import type { Cli } from './cli';
import { oneTick } from './one-tick';
import { type PlaceOptions, withPlace } from './options';

/** `spillway status`: look, explain, change nothing. */
export function statusCommand(cli: Cli): Command {
  const command = new Command('status').description(
    'measure the lag, and say what a tick would do and why; changes nothing',
  );
  return withPlace(command).action((options: PlaceOptions) => oneTick(cli, command, 'status', options));
}
