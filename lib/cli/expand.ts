import { Command, Option } from 'commander';
import { SIGNALS, type Signal } from '../pipeline';
import type { Cli } from './cli';
import { operationCommand } from './operation-command';
import { wholeNumber } from './options';

/** `spillway expand`: more partitions, none of them skipped. */
export function expandCommand(cli: Cli): Command {
  const command = new Command('expand')
    .description(
      "raise the partition count of a signal's topic; tasks on latest are replaced by a rolling deployment first",
    )
    .addOption(
      new Option('--signal <signal>', 'the signal whose topic it is').choices(SIGNALS).makeOptionMandatory(),
    )
    .requiredOption('--partitions <count>', 'the new number of partitions', wholeNumber);
  return operationCommand(cli, command, (options: { signal: Signal; partitions: number }) => ({
    action: 'expand',
    signal: options.signal,
    partitions: options.partitions,
  }));
}
