import { type Command, InvalidArgumentError } from 'commander';
import { parseCollectorImage } from '../collector/collector-image';
import { parseFeatureGates } from '../collector/feature-gates';
import { describeError, SpillwayError } from '../errors';
import type { Severity } from '../lint';
import { DEFAULT_COLLECTOR_VERSION } from '../pipeline/default-collector';
import { parseDurationMs } from '../pipeline/duration';
import type { AwsOptions } from './aws-options';
import { wholeNumber, withAws } from './options';

/** Options that say what configurations are checked against. */
export interface LintOptions extends AwsOptions {
  collector?: string;
  /** As for the Collector: IDs separated by commas, with `-` before those that are disabled. */
  featureGates?: string;
  pipeline?: string;
  live: boolean;
  tasks?: number;
  kafkaVersion?: string;
  stopTimeout?: number;
  taskMemory?: number;
}

export const LINT_FORMATS = ['text', 'json', 'github', 'sarif'] as const;

export interface LintCommandOptions extends LintOptions {
  output: (typeof LINT_FORMATS)[number];
  fix: boolean;
  failOn: Severity | 'never';
  /** A file, or `false` for `--no-config`. */
  config?: string | false;
}

const MIB: ReadonlyMap<string, number> = new Map([
  ['mib', 1],
  ['gib', 1024],
  ['', 1],
]);

export function withLintOptions(command: Command): Command {
  command
    .option(
      '--collector <version>',
      `contrib version such as 0.165.1, or ADOT release such as adot-0.49.0 (default: the version in the spec, in .spillwaylint.yaml, or ${DEFAULT_COLLECTOR_VERSION})`,
      collectorVersion,
    )
    .option(
      '--feature-gates <gates>',
      'feature gates that the Collector runs with, as for the Collector: a,-b',
      featureGates,
    )
    .option('-p, --pipeline <file>', 'use the pipeline spec as additional facts')
    .option('--live', 'also compare with the cluster and the state of the pipeline; changes nothing', false)
    .option('--tasks <count>', 'number of tasks of the processing tier', wholeNumber)
    .option('--kafka-version <version>', 'Kafka version of the brokers, for example 4.0', kafkaVersion)
    .option(
      '--stop-timeout <duration>',
      'how long a task may take to stop before ECS kills it, for example 60s',
      duration,
    )
    .option('--task-memory <size>', 'memory of a task of the processing tier, for example 2GiB', mebibytes);
  return withAws(command);
}

function collectorVersion(text: string): string {
  try {
    parseCollectorImage(text);
    return text;
  } catch (error) {
    throw error instanceof SpillwayError ? new InvalidArgumentError(describeError(error)) : error;
  }
}

function featureGates(text: string, before?: string): string {
  if (!parseFeatureGates(text))
    throw new InvalidArgumentError('Expected IDs of feature gates, separated by commas.');
  return before === undefined ? text : `${before},${text}`;
}

function kafkaVersion(text: string): string {
  if (!/^\d+\.\d+(\.\d+)*$/.test(text)) throw new InvalidArgumentError('Expected a version such as 4.0.');
  return text;
}

function duration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new InvalidArgumentError('Expected a duration such as 60s.');
  return ms;
}

/** MiB, the unit of ECS. A number without a unit is MiB too. */
function mebibytes(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?(MiB|GiB)?$/i.exec(text) ?? [];
  const factor = MIB.get(unit.toLowerCase());
  if (number === undefined || factor === undefined)
    throw new InvalidArgumentError('Expected a size such as 2GiB.');
  return Math.round(Number(number) * factor);
}
