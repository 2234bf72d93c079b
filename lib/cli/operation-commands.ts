import { Command } from 'commander';
import { SIGNALS, type Signal } from '../pipeline/vocabulary';
import type { CommandEvent } from '../runtime/event-schema';
import type { Cli } from './cli';
import {
  choice,
  type OperationOptions,
  type PlaceOptions,
  placeOf,
  type QueueLossOptions,
  queueLossOf,
  type ScopeOptions,
  scopeOf,
  wholeNumber,
  withConsent,
  withPlace,
  withQueueLoss,
  withScope,
} from './options';

type MoveOptions = ScopeOptions & QueueLossOptions & { to: string };

export function drainCommand(cli: Cli): Command {
  const command = new Command('drain').description(
    'drain the backlog with one task per partition, then flip to latest; stops no tasks',
  );
  return operationCommand(cli, command, () => ({ action: 'drain' }));
}

export function rewindCommand(cli: Cli): Command {
  const command = new Command('rewind').description(
    'move commits back, so that records are read again; stops all tasks once',
  );
  return moveCommand(cli, command, { action: 'rewind', farthest: 'earliest' });
}

export function skipCommand(cli: Cli): Command {
  const command = new Command('skip').description(
    'move commits forward, so that the records in between are never read; stops all tasks once',
  );
  return moveCommand(cli, command, { action: 'skip', farthest: 'latest' });
}

export function repairCommand(cli: Cli): Command {
  const command = new Command('repair').description(
    'read again what latest may have skipped; stops all tasks once. With --topic, read that topic again from its log start',
  );
  return operationCommand(
    cli,
    withQueueLoss(withScope(command)),
    (options: ScopeOptions & QueueLossOptions) => ({
      action: 'repair',
      ...scopeOf(options),
      ...queueLossOf(options),
    }),
  );
}

export function expandCommand(cli: Cli): Command {
  const command = new Command('expand')
    .description(
      "add partitions to a signal's topic; if tasks run on latest, a rolling deployment replaces them first",
    )
    .addOption(
      choice(
        '--signal <signal>',
        'the signal whose topic gets more partitions',
        SIGNALS,
      ).makeOptionMandatory(),
    )
    .requiredOption('--partitions <count>', 'the new number of partitions', wholeNumber);
  return operationCommand(cli, command, (options: { signal: Signal; partitions: number }) => ({
    action: 'expand',
    signal: options.signal,
    partitions: options.partitions,
  }));
}

export function acceptCommand(cli: Cli): Command {
  const command = new Command('accept').description(
    'accept the loss of records that latest skipped or may have skipped, so that they need no repair',
  );
  return operationCommand(cli, withScope(command), (options: ScopeOptions) => ({
    action: 'accept',
    ...scopeOf(options),
  }));
}

export function cancelCommand(cli: Cli): Command {
  const command = new Command('cancel').description(
    'end the command under way; tasks that it has stopped start again on earliest',
  );
  return operationCommand(cli, command, () => ({ action: 'cancel' }));
}

export function pauseCommand(cli: Cli): Command {
  const command = new Command('pause').description(
    'measure and explain, but change nothing until resume; tasks that are stopped for a recreate start again first',
  );
  return switchCommand(cli, command, 'pause');
}

export function resumeCommand(cli: Cli): Command {
  const command = new Command('resume').description(
    'end a pause or a stop, and scale again even if somebody else has set desiredCount',
  );
  return switchCommand(cli, command, 'resume');
}

/** @param farthest the word that `--to` accepts in addition to a time, a duration or an offset */
function moveCommand(
  cli: Cli,
  command: Command,
  { action, farthest }: { action: 'rewind' | 'skip'; farthest: string },
): Command {
  command.requiredOption(
    '--to <target>',
    `${farthest}, a time (2026-11-24T10:00:00Z), a duration before now (15m), or an offset`,
  );
  return operationCommand(cli, withQueueLoss(withScope(command)), (options: MoveOptions) => ({
    action,
    to: options.to,
    ...scopeOf(options),
    ...queueLossOf(options),
  }));
}

/** @param eventOf builds the event from the command's own options */
function operationCommand<T extends object>(
  { context, run }: Cli,
  command: Command,
  eventOf: (options: T) => CommandEvent,
): Command {
  return withConsent(command).action((options: OperationOptions & T) => {
    const place = placeOf(command, options, context);
    const unasked = options.yes ? 'yes' : 'ask';
    const consent = options.dryRun ? 'dry-run' : unasked;
    const until = options.follow ? 'done' : 'accepted';
    return run(options.output, () => {
      const { operate }: typeof import('./operate') = require('./operate');
      return operate(context, eventOf(options), { place, format: options.output, consent, until });
    });
  });
}

/**
 * A command that takes effect in the tick that accepts it and can be undone. It needs no confirmation, and there is
 * nothing to follow.
 */
function switchCommand({ context, run }: Cli, command: Command, action: 'pause' | 'resume'): Command {
  return withPlace(command).action((options: PlaceOptions) => {
    const place = placeOf(command, options, context);
    return run(options.output, () => {
      const { operate }: typeof import('./operate') = require('./operate');
      return operate(
        context,
        { action },
        { place, format: options.output, consent: 'yes', until: 'accepted' },
      );
    });
  });
}
