import { readFileSync } from 'node:fs';
import { SpillwayError } from '../lib/errors';
import type { PipelineSpec } from '../lib/pipeline';
import { deployedSpec } from './deployed-spec';

export interface LambdaEnvironment {
  /** The spec with the values that are known only at deployment. */
  spec: PipelineSpec;
  /** The pause between two ticks of one invocation while a step is due; 0 means one tick per invocation. */
  followUpMs: number;
}

const DEFAULT_FOLLOW_UP_MS = 5_000;

/**
 * Reads the function's environment: `SPILLWAY_PIPELINE` (the YAML of the spec) or `SPILLWAY_PIPELINE_FILE` (its path
 * next to the bundle), the overrides of `deployed-spec.ts`, and `SPILLWAY_FOLLOW_UP_MS`.
 *
 * @throws SpillwayError `ENVIRONMENT_NO_PIPELINE`, `ENVIRONMENT_BAD_VALUE`, and errors of the spec
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): LambdaEnvironment {
  const { text, name } = pipelineText(env);
  const followUp = env.SPILLWAY_FOLLOW_UP_MS ?? String(DEFAULT_FOLLOW_UP_MS);
  if (!/^\d+$/.test(followUp)) {
    throw new SpillwayError(
      'ENVIRONMENT_BAD_VALUE',
      `SPILLWAY_FOLLOW_UP_MS is "${followUp}", which is not a number of milliseconds.`,
      'Set it to a number of milliseconds, or to 0 for one tick per invocation.',
    );
  }
  // Building the schema of the spec takes longer than loading all the rest.
  const {
    parsePipelineSpec,
  }: typeof import('../lib/pipeline/parse-spec') = require('../lib/pipeline/parse-spec');
  return { spec: deployedSpec(parsePipelineSpec(text, name), env), followUpMs: Number(followUp) };
}

function pipelineText(env: Readonly<Record<string, string | undefined>>): { text: string; name: string } {
  if (env.SPILLWAY_PIPELINE !== undefined) return { text: env.SPILLWAY_PIPELINE, name: 'SPILLWAY_PIPELINE' };
  const file = env.SPILLWAY_PIPELINE_FILE;
  if (file === undefined) {
    throw new SpillwayError(
      'ENVIRONMENT_NO_PIPELINE',
      'Neither SPILLWAY_PIPELINE nor SPILLWAY_PIPELINE_FILE is set.',
      'Set one of them to the spec, or to the path of its file.',
    );
  }
  try {
    return { text: readFileSync(file, 'utf8'), name: file };
  } catch (cause) {
    throw new SpillwayError(
      'ENVIRONMENT_NO_PIPELINE',
      `SPILLWAY_PIPELINE_FILE names ${file}, which cannot be read.`,
      'Deploy the file next to the bundle.',
      { cause },
    );
  }
}
