import { type CollectorImage, parseCollectorImage } from '../collector/collector-image';
import type { DeploymentFacts } from '../lint';
import type { PipelineSpec } from '../pipeline';
import { DEFAULT_COLLECTOR_VERSION } from '../pipeline/default-collector';
import type { CliContext } from './context';
import type { TierImages } from './lint-by-tier';
import type { LintOptions } from './lint-options';

/** What configurations are checked against. */
export interface LintBasis {
  images: TierImages;
  facts: DeploymentFacts;
  /** A line for each thing that could not be read. */
  notes: string[];
}

const BROKERS_NOT_COMPARED =
  'cannot: the brokers were not compared, because the spec does not list them. Add --live to get them from MSK.';

/** @throws SpillwayError of the spec */
export async function lintBasis(options: LintOptions, context: CliContext): Promise<LintBasis> {
  const spec = options.pipeline === undefined ? undefined : await specOf(options.pipeline, context);
  const images = imagesOf(options.collector, spec);
  const { facts, notes } = await factsOf(spec, options, context);
  // Options win over what was found.
  return {
    images,
    facts: { ...facts, ...factsOfOptions(options) },
    notes: [...warningsOf(images), ...notes],
  };
}

async function factsOf(
  spec: PipelineSpec | undefined,
  { pipeline, live }: LintOptions,
  context: CliContext,
): Promise<Pick<LintBasis, 'facts' | 'notes'>> {
  if (!spec || pipeline === undefined) return { facts: {}, notes: [] };
  const written: DeploymentFacts = { spec, stopTimeoutMs: spec.tiers.processing.stopTimeout };
  if (!live) return { facts: written, notes: spec.kafka.brokers.length > 0 ? [] : [BROKERS_NOT_COMPARED] };
  const { liveFacts }: typeof import('./lint-live') = require('./lint-live');
  const { facts, notes } = await liveFacts(spec, pipeline, context);
  return { facts: { ...written, ...facts }, notes };
}

/** The schema library is slow to load, and only a spec needs it. */
async function specOf(file: string, context: CliContext): Promise<PipelineSpec> {
  const { readSpec }: typeof import('./read-spec') = require('./read-spec');
  return readSpec(file, context);
}

function imagesOf(chosen: CollectorImage | undefined, spec: PipelineSpec | undefined): TierImages {
  const image = (written = DEFAULT_COLLECTOR_VERSION) => chosen ?? parseCollectorImage(written);
  return {
    ingestion: image(spec?.tiers.ingestion.collectorVersion),
    processing: image(spec?.tiers.processing.collectorVersion),
  };
}

/** One line for each image that is newer than all known ones. */
function warningsOf({ ingestion, processing }: TierImages): string[] {
  const warnings = new Set([ingestion.warning, processing.warning]);
  return [...warnings].flatMap((warning) => (warning === undefined ? [] : [`warning: ${warning}`]));
}

function factsOfOptions({ tasks, kafkaVersion, stopTimeout, taskMemory }: LintOptions): DeploymentFacts {
  return {
    ...(tasks === undefined ? {} : { tasks }),
    ...(kafkaVersion === undefined ? {} : { kafkaVersion }),
    ...(stopTimeout === undefined ? {} : { stopTimeoutMs: stopTimeout }),
    ...(taskMemory === undefined ? {} : { taskMemoryMib: taskMemory }),
  };
}
