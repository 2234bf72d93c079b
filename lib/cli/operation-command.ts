import type { Command } from 'commander';
import type { CommandEvent } from '../runtime/event-schema';
import type { Cli } from './cli';
import { operate } from './operate';
import { formatOf, type OperationOptions, operateOptions, withConsent } from './options';

/**
 * Gives a command the options of an operation by hand, and carries it out.
 *
 * @param asks whether it has a cost to agree to
 * @param eventOf the event that its options ask for
 */
export function operationCommand<T extends object>(
  cli: Cli,
  command: Command,
  asks: 'asks' | 'never-asks',
  eventOf: (options: T) => CommandEvent,
): Command {
  return withConsent(command).action((options: OperationOptions & T) => {
    const how = operateOptions(command, options, asks);
    return cli.run(formatOf(options), () => operate(cli.context, eventOf(options), how));
  });
}
