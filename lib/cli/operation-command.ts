import type { Command } from 'commander';
import type { CommandEvent } from '../runtime/event-schema';
import type { Cli } from './cli';
import { operate } from './operate';
import {
  formatOf,
  type OperationOptions,
  type PlaceOptions,
  placeOf,
  withConsent,
  withPlace,
} from './options';

/**
 * Gives a command the options of what costs something and takes its time, and carries it out.
 *
 * @param eventOf the event that its options ask for
 */
export function operationCommand<T extends object>(
  { context, run }: Cli,
  command: Command,
  eventOf: (options: T) => CommandEvent,
): Command {
  return withConsent(command).action((options: OperationOptions & T) => {
    const place = placeOf(command, options);
    const format = formatOf(options);
    const unasked = options.yes ? 'yes' : 'ask';
    const consent = options.dryRun ? 'dry-run' : unasked;
    const until = options.follow ? 'done' : 'accepted';
    return run(format, () => operate(context, eventOf(options), { place, format, consent, until }));
  });
}

/** The same for what takes effect in the tick that accepts it, and can be taken back: nothing to confirm or to follow. */
export function switchCommand({ context, run }: Cli, command: Command, action: 'pause' | 'resume'): Command {
  return withPlace(command).action((options: PlaceOptions) => {
    const place = placeOf(command, options);
    const format = formatOf(options);
    return run(format, () =>
      operate(context, { action }, { place, format, consent: 'yes', until: 'accepted' }),
    );
  });
}
