import { type Command, InvalidArgumentError } from 'commander';
import { type CollectorImage, parseCollectorImage } from '../collector/collector-image';
import { SpillwayError } from '../errors';
import type { DeploymentFacts } from '../lint';
import type { PipelineSpec } from '../pipeline';
import { parseDurationMs } from '../pipeline/duration';
import type { CliContext } from './context';
import type { TierImages } from './lint-by-tier';
import { wholeNumber } from './options';

/** What configurations are looked at for: options of `spillway lint`. */
export interface QuestionOptions {
  collector?: CollectorImage;
  pipeline?: string;
  live: boolean;
  tasks?: number;
  kafkaVersion?: string;
  stopTimeout?: number;
  taskMemory?: number;
}

export interface LintQuestion {
  images: TierImages;
  facts: DeploymentFacts;
  /** What could not be asked, one line each. */
  notes: string[];
}

/** The newest whose settings are known. */
const DEFAULT_COLLECTOR = '0.160.0';
const BROKERS_NOT_COMPARED =
  'the brokers were not compared: the spec leaves them to MSK, which --live asks, as does a deployment';
const MIB: Record<string, number> = { MiB: 1, GiB: 1024, '': 1 };

export function withQuestion(command: Command): Command {
  return command
    .option(
      '--collector <version>',
      `the contrib version, as in 0.160.0, or the ADOT release, as in adot-0.49.0; without it the one in the spec, or ${DEFAULT_COLLECTOR}`,
      collectorImage,
    )
    .option('-p, --pipeline <file>', 'the pipeline spec: what is written there counts as known')
    .option(
      '--live',
      'ask the cluster and the state of the pipeline that the spec names; changes nothing',
      false,
    )
    .option('--tasks <count>', 'tasks of the processing tier', wholeNumber)
    .option('--kafka-version <version>', "the brokers' release, as in 4.0", kafkaVersion)
    .option('--stop-timeout <duration>', 'time a stopped task has before it is killed, as in 60s', duration)
    .option('--task-memory <size>', 'memory of a task of the processing tier, as in 2GiB', mebibytes);
}

/** @throws SpillwayError of the spec */
export async function questionOf(options: QuestionOptions, context: CliContext): Promise<LintQuestion> {
  const spec = options.pipeline === undefined ? undefined : await readSpecOf(options.pipeline);
  const images = imagesOf(options.collector, spec);
  const { facts, notes } = await factsOf(spec, options, context);
  // What the command line says counts more than what was found.
  return { images, facts: { ...facts, ...factsOfOptions(options) }, notes };
}

async function factsOf(
  spec: PipelineSpec | undefined,
  { pipeline, live }: QuestionOptions,
  context: CliContext,
): Promise<Pick<LintQuestion, 'facts' | 'notes'>> {
  if (!spec || pipeline === undefined) return { facts: {}, notes: [] };
  const written: DeploymentFacts = { spec, stopTimeoutMs: spec.tiers.processing.stopTimeout };
  if (!live) return { facts: written, notes: spec.kafka.brokers.length > 0 ? [] : [BROKERS_NOT_COMPARED] };
  const { liveFacts }: typeof import('./lint-live') = require('./lint-live');
  const { facts, notes } = await liveFacts(spec, pipeline, context);
  return { facts: { ...written, ...facts }, notes };
}

/** The schema library is slow to load, and only a spec needs it. */
async function readSpecOf(file: string): Promise<PipelineSpec> {
  const { readSpec }: typeof import('./read-spec') = require('./read-spec');
  return readSpec(file);
}

function imagesOf(asked: CollectorImage | undefined, spec: PipelineSpec | undefined): TierImages {
  const image = (written = DEFAULT_COLLECTOR) => asked ?? parseCollectorImage(written);
  return {
    ingestion: image(spec?.tiers.ingestion.collectorVersion),
    processing: image(spec?.tiers.processing.collectorVersion),
  };
}

function factsOfOptions({
  tasks,
  kafkaVersion: release,
  stopTimeout,
  taskMemory,
}: QuestionOptions): DeploymentFacts {
  return {
    ...(tasks === undefined ? {} : { tasks }),
    ...(release === undefined ? {} : { kafkaVersion: release }),
    ...(stopTimeout === undefined ? {} : { stopTimeoutMs: stopTimeout }),
    ...(taskMemory === undefined ? {} : { taskMemoryMib: taskMemory }),
  };
}

function collectorImage(text: string): CollectorImage {
  try {
    return parseCollectorImage(text);
  } catch (error) {
    throw error instanceof SpillwayError
      ? new InvalidArgumentError(`${error.code} ${error.message} ${error.hint}`)
      : error;
  }
}

function kafkaVersion(text: string): string {
  if (!/^\d+\.\d+(\.\d+)*$/.test(text)) throw new InvalidArgumentError('Expected a release such as 4.0.');
  return text;
}

function duration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new InvalidArgumentError('Expected a duration such as 60s.');
  return ms;
}

/** MiB, as ECS counts it; a bare number is MiB too. */
function mebibytes(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?(MiB|GiB)?$/i.exec(text) ?? [];
  const factor = Object.entries(MIB).find(([name]) => name.toLowerCase() === unit.toLowerCase())?.[1];
  if (number === undefined || factor === undefined)
    throw new InvalidArgumentError('Expected a size such as 2GiB.');
  return Math.round(Number(number) * factor);
}
