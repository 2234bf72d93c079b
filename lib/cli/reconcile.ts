import { Command } from 'commander';
import type { Cli } from './cli';
import { oneTick } from './one-tick';
import { type PlaceOptions, withPlace } from './options';

/** `spillway reconcile`: one tick, as the schedule makes it. */
export function reconcileCommand(cli: Cli): Command {
  const command = new Command('reconcile').description(
    'make one tick, as the schedule does: look, decide, act; at most one change',
  );
  return withPlace(command).action((options: PlaceOptions) => oneTick(cli, command, 'reconcile', options));
}
