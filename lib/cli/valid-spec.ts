import { assertFitsParameter, renderProcessing } from '../collector';
import { SpillwayError } from '../errors';
import { type PipelineSpec, parameterPrefix, signalsOf } from '../pipeline';
import type { CliContext } from './context';
import { readSpec } from './read-spec';

/** Stands in for brokers that only MSK knows, as long as three of its names. */
const BROKERS_OF_MSK = 'x'.repeat(240);

/** What `spillway validate` shows of a valid spec. */
export interface ValidSpec {
  file: string;
  pipeline: string;
  group: string;
  topics: { signal: string; topic: string }[];
  /** Prefix of its SSM parameters. */
  prefix: string;
  /** All of it in one line. */
  summary: string;
}

/** @throws SpillwayError `SPEC_…`, or `CONFIG_TOO_LONG` if the rendered configuration does not fit into SSM */
export async function validSpec(
  file: string,
  context: Pick<CliContext, 'env' | 'readStdin'>,
): Promise<ValidSpec> {
  const spec = await readSpec(file, context);
  assertStorable(spec);
  const topics = signalsOf(spec).map(({ signal, topic }) => ({ signal, topic }));
  const prefix = parameterPrefix(spec);
  const topicText = topics.map(({ signal, topic }) => `${signal} in topic ${topic}`).join(', ');
  return {
    ...{ file, pipeline: spec.name, group: spec.group, topics, prefix },
    summary: `done: ${file} is ok. Pipeline ${spec.name}, group ${spec.group}, ${topicText}; SSM parameters under ${prefix}.`,
  };
}

/** Spillway stores the rendered configuration in SSM, unless others deploy the tier. */
function assertStorable(spec: PipelineSpec): void {
  if (spec.deploy.processing === 'existing') return;
  const text = renderedOrUndefined(spec);
  if (text !== undefined) assertFitsParameter(text);
}

/** Undefined for a version or distribution that Spillway does not render, so that users bring their own text. */
function renderedOrUndefined(spec: PipelineSpec): string | undefined {
  const brokersText = spec.kafka.brokers.length > 0 ? undefined : BROKERS_OF_MSK;
  try {
    return renderProcessing(spec, 'earliest', { brokersText });
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}
