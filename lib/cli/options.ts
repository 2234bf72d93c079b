import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { didYouMean } from '../pipeline/nearest-names';
import type { CommandEvent } from '../runtime/event-schema';
import type { AwsOptions } from './aws-options';
import type { CliContext } from './context';
import type { ControllerPlace } from './controller';
import type { Format } from './show-error';

const DEFAULT_SPEC = 'spillway.yaml';
const SPEC_DEFAULT_TEXT = `(default: $SPILLWAY_PIPELINE, or ${DEFAULT_SPEC} in this folder)`;

export interface OutputOptions {
  output: Format;
}

/** Options of every command that contacts a controller. */
export interface PlaceOptions extends OutputOptions, AwsOptions {
  pipeline?: string;
  function?: string;
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

export interface QueueLossOptions {
  acceptQueueLoss: boolean;
}

/** An option with a fixed set of values. The error for a wrong value suggests the nearest right one. */
export function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values).argParser((text) => {
    if (values.includes(text)) return text;
    throw new InvalidArgumentError(`Allowed choices are ${values.join(', ')}.${didYouMean(text, values)}`);
  });
}

export function withOutput(command: Command): Command {
  return command
    .addOption(choice('-o, --output <format>', 'output format', ['text', 'json']).default('text'))
    .addOption(new Option('--json', 'same as -o json').implies({ output: 'json' }).hideHelp());
}

export function withPlace(command: Command): Command {
  command
    .option(
      '-p, --pipeline <file>',
      `pipeline spec; this machine runs the tick with its own access to Kafka and AWS ${SPEC_DEFAULT_TEXT}`,
    )
    .addOption(
      new Option(
        '--function <name>',
        'deployed function that runs the tick; this machine only needs lambda:InvokeFunction',
      ).conflicts('pipeline'),
    );
  return withOutput(withAws(command));
}

export function withAws(command: Command): Command {
  return command
    .option('--region <region>', 'AWS region, instead of aws.region in the spec and $AWS_REGION')
    .option('--profile <name>', 'AWS profile, instead of $AWS_PROFILE and credentials in the environment');
}

/** Adds the options of commands that take time and can be previewed. */
export function withConsent(command: Command): Command {
  return withPlace(command)
    .option('--dry-run', 'show what the command would do and cost, and change nothing', false)
    .option('-y, --yes', 'do not ask for confirmation', false)
    .option('--no-follow', 'exit after the command is accepted; scheduled ticks carry it out');
}

/** Adds the option of commands that stop the tasks. */
export function withQueueLoss(command: Command): Command {
  return command.option(
    '--accept-queue-loss',
    'continue even if stopping the tasks may lose data in their export queues',
    false,
  );
}

export function withScope(command: Command): Command {
  return command
    .option('--topic <topic>', 'only this topic')
    .option(
      '--partitions <list>',
      'only these partitions of the topic, separated by commas, for example 3,7',
      partitionList,
    );
}

/** The spec to use: the given file, `$SPILLWAY_PIPELINE`, or `spillway.yaml` in the current folder. */
export function specFileOf(given: string | undefined, { env }: Pick<CliContext, 'env'>): string | undefined {
  return given ?? (env.SPILLWAY_PIPELINE || (existsSync(DEFAULT_SPEC) ? DEFAULT_SPEC : undefined));
}

/** Like {@link specFileOf}, but if there is no spec, the command ends with a usage error. */
export function requiredSpecFile(
  command: Command,
  given: string | undefined,
  context: Pick<CliContext, 'env'>,
): string {
  return (
    specFileOf(given, context) ??
    command.error(`error: no pipeline spec: name one, set SPILLWAY_PIPELINE, or create ${DEFAULT_SPEC} here`)
  );
}

/** The one place where the controller runs. Without it, the command ends with a usage error. */
export function placeOf(
  command: Command,
  { pipeline, function: name }: PlaceOptions,
  context: Pick<CliContext, 'env'>,
): ControllerPlace {
  if (name !== undefined) return { kind: 'function', name };
  const specFile = specFileOf(pipeline, context);
  if (specFile !== undefined) return { kind: 'here', specFile };
  return command.error(
    `error: required option '-p, --pipeline <file>' or '--function <name>' not specified, and neither SPILLWAY_PIPELINE nor ${DEFAULT_SPEC} in this folder exists`,
  );
}

/** The part of an event that limits it to a topic or partitions. */
export function scopeOf({
  topic,
  partitions,
}: ScopeOptions): Pick<Extract<CommandEvent, { action: 'repair' }>, 'topic' | 'partitions'> {
  return { ...(topic === undefined ? {} : { topic }), ...(partitions === undefined ? {} : { partitions }) };
}

/** The part of an event that accepts the loss of data in queues. */
export function queueLossOf({ acceptQueueLoss }: QueueLossOptions): { acceptQueueLoss?: true } {
  return acceptQueueLoss ? { acceptQueueLoss: true } : {};
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
