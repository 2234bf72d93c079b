import type { DeploymentFacts } from '../lint';
import type { PipelineSpec } from '../pipeline';
import type { CliContext } from './context';
import type { LintOptions } from './lint-options';

/** What is known of the deployment, and a line for each thing that could not be read. */
export interface KnownFacts {
  facts: DeploymentFacts;
  notes: string[];
}

const BROKERS_NOT_COMPARED =
  'cannot: the brokers were not compared, because the spec does not list them. Add --live to get them from MSK.';

/** @throws SpillwayError of the spec */
export async function knownFacts(options: LintOptions, context: CliContext): Promise<KnownFacts> {
  const spec = options.pipeline === undefined ? undefined : await specOf(options.pipeline, context);
  const { facts, notes } = await factsOf(spec, options, context);
  // Options win over what was found.
  return { facts: { ...facts, ...factsOfOptions(options) }, notes };
}

async function factsOf(
  spec: PipelineSpec | undefined,
  { pipeline, live }: LintOptions,
  context: CliContext,
): Promise<KnownFacts> {
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

function factsOfOptions({ tasks, kafkaVersion, stopTimeout, taskMemory }: LintOptions): DeploymentFacts {
  return {
    ...(tasks === undefined ? {} : { tasks }),
    ...(kafkaVersion === undefined ? {} : { kafkaVersion }),
    ...(stopTimeout === undefined ? {} : { stopTimeoutMs: stopTimeout }),
    ...(taskMemory === undefined ? {} : { taskMemoryMib: taskMemory }),
  };
}
