import { assertFitsParameter, renderIngestion, renderProcessing } from '../collector';
import { SpillwayError } from '../errors';
import { type SpecFinding, specFindings } from '../lint';
import { type PipelineSpec, parameterPrefix, signalsOf } from '../pipeline';
import type { CliContext } from './context';
import { readSpecText, type SpecText } from './read-spec';

/** A placeholder for brokers that only MSK knows, as long as three broker names. */
const BROKERS_OF_MSK = 'x'.repeat(240);

/** For the linter, a reference to a variable can be any value. It replaces brokers that only MSK knows. */
const ANY_BROKERS = '${env:BROKERS_OF_MSK}';

/** What `spillway validate` shows of a valid spec. */
export interface ValidSpec {
  file: string;
  pipeline: string;
  group: string;
  topics: { signal: string; topic: string }[];
  /** Prefix of its SSM parameters. */
  prefix: string;
  /** Each is `file:line:column path: CODE message`. */
  warnings: string[];
  /** Everything in one line. */
  summary: string;
}

/**
 * @throws SpillwayError `SPEC_…`, `RENDERED_CONFIG_WRONG` with all errors of the rendered configurations, or
 *   `CONFIG_TOO_LONG` if that of the processing tier does not fit into SSM
 */
export async function validSpec(
  file: string,
  context: Pick<CliContext, 'env' | 'readStdin'>,
): Promise<ValidSpec> {
  const source = await readSpecText(file, context);
  const { spec } = source;
  const warnings = assertWithoutErrors(source);
  assertStorable(spec);
  const topics = signalsOf(spec).map(({ signal, topic }) => ({ signal, topic }));
  const prefix = parameterPrefix(spec);
  const topicText = topics.map(({ signal, topic }) => `${signal} in topic ${topic}`).join(', ');
  return {
    ...{ file, pipeline: spec.name, group: spec.group, topics, prefix, warnings },
    summary: `done: ${file} is ok. Pipeline ${spec.name}, group ${spec.group}, ${topicText}; SSM parameters under ${prefix}.`,
  };
}

/**
 * Lints the configurations that are rendered from the spec. Returns the warnings.
 *
 * @throws SpillwayError `RENDERED_CONFIG_WRONG`
 */
export function assertWithoutErrors({ spec, text, name }: SpecText): string[] {
  const { ingestion, processing } = spec.deploy;
  const options = { brokersText: spec.kafka.brokers.length > 0 ? undefined : ANY_BROKERS };
  const rendered = {
    ...(ingestion !== 'none' && optional('ingestion', () => renderIngestion(spec, options))),
    ...(processing !== 'existing' &&
      optional('processing', () => renderProcessing(spec, 'earliest', options))),
  };
  const { findings } = specFindings(spec, text, rendered);
  const linesOf = (severity: SpecFinding['severity']) =>
    findings.filter((each) => each.severity === severity).map((each) => lineOf(each, name));
  const errors = linesOf('error');
  if (errors.length === 0) return linesOf('warning');
  throw new SpillwayError(
    'RENDERED_CONFIG_WRONG',
    errors.length === 1 ? errors : [`${errors.length} errors:`, ...errors],
    'spillway explain CODE describes each code. spillway render shows the configuration.',
  );
}

function lineOf({ code, path, place, message }: SpecFinding, file: string): string {
  return `${file}:${place.line}:${place.column} ${path.join('.')}: ${code} ${message}`;
}

/** Checks that the configuration fits into SSM, where Spillway stores it unless the tier is deployed elsewhere. */
function assertStorable(spec: PipelineSpec): void {
  if (spec.deploy.processing === 'existing') return;
  const brokersText = spec.kafka.brokers.length > 0 ? undefined : BROKERS_OF_MSK;
  const { text } = optional('text', () => renderProcessing(spec, 'earliest', { brokersText }));
  if (text !== undefined) assertFitsParameter(text);
}

/** Empty for a version or distribution that Spillway does not render, because users then provide their own text. */
function optional<K extends string>(key: K, render: () => string): Partial<Record<K, string>> {
  const result: Partial<Record<K, string>> = {};
  try {
    result[key] = render();
  } catch (error) {
    if (!(error instanceof SpillwayError)) throw error;
  }
  return result;
}
