import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandEvent } from '../runtime/event-schema';
import type { ControllerPlace } from './controller';
import type { Format } from './show-error';

/** What every command that asks a controller takes. */
export interface PlaceOptions {
  pipeline?: string;
  function?: string;
  json: boolean;
}

export interface OperationOptions extends PlaceOptions {
  dryRun: boolean;
  yes: boolean;
  follow: boolean;
}

export interface ScopeOptions {
  topic?: string;
  partitions?: number[];
}

export function withPlace(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-p, --pipeline <file>',
        'the pipeline spec: the ticks are made here, with the access of this machine',
      ),
    )
    .addOption(
      new Option(
        '--function <name>',
        'the deployed function: it makes the ticks, called by Lambda Invoke',
      ).conflicts('pipeline'),
    )
    .option('--json', 'print one JSON document on standard output', false);
}

/** The same for a command that costs something and takes its time. */
export function withConsent(command: Command): Command {
  return withPlace(command)
    .option('--dry-run', 'only show what it would do and cost', false)
    .option('-y, --yes', 'do not ask for confirmation', false)
    .option('--no-follow', 'exit once it is accepted, and leave the rest to the schedule');
}

export interface QueueLossOptions {
  acceptQueueLoss: boolean;
}

/** For commands that stop the tasks. */
export function withQueueLoss(command: Command): Command {
  return command.option(
    '--accept-queue-loss',
    'go on though data in the queues of the tasks may be lost when they stop',
    false,
  );
}

/** The part of an event that says what may become of data in queues. */
export function queueLossOf({ acceptQueueLoss }: QueueLossOptions): { acceptQueueLoss?: true } {
  return acceptQueueLoss ? { acceptQueueLoss: true } : {};
}

export function withScope(command: Command): Command {
  return command
    .option('--topic <topic>', 'only this topic')
    .option('--partitions <list>', 'only these partitions of it, for example 3,7', partitionList);
}

/** Exactly one place; anything else ends the command as a wrong command line. */
export function placeOf(command: Command, { pipeline, function: name }: PlaceOptions): ControllerPlace {
  if (pipeline !== undefined) return { kind: 'here', specFile: pipeline };
  if (name !== undefined) return { kind: 'function', name };
  return command.error("error: required option '-p, --pipeline <file>' or '--function <name>' not specified");
}

export function formatOf({ json }: PlaceOptions): Format {
  return json ? 'json' : 'text';
}

/** The part of an event that says what it is about. */
export function scopeOf({
  topic,
  partitions,
}: ScopeOptions): Pick<Extract<CommandEvent, { action: 'repair' }>, 'topic' | 'partitions'> {
  return { ...(topic === undefined ? {} : { topic }), ...(partitions === undefined ? {} : { partitions }) };
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('Expected a whole number.');
  }
  return value;
}

function partitionList(text: string): number[] {
  return text.split(',').map((each) => wholeNumber(each.trim()));
}
