import { readFileSync } from 'node:fs';
import { SpillwayError } from '../lib/errors';
import { type PipelineSpec, parsePipelineSpec } from '../lib/pipeline';
import { deployedSpec } from './deployed-spec';

export interface LambdaEnvironment {
  /** With what only the deployment knew already in it. */
  spec: PipelineSpec;
  /** Pause between two ticks of one invocation while a step is due; 0: one tick an invocation. */
  followUpMs: number;
}

const DEFAULT_FOLLOW_UP_MS = 5_000;

/**
 * Reads what the function was deployed with: `SPILLWAY_PIPELINE` (the spec's YAML) or `SPILLWAY_PIPELINE_FILE` (its
 * path beside the bundle), what stands in for parts of it (`deployed-spec.ts`), and `SPILLWAY_FOLLOW_UP_MS`.
 *
 * @throws SpillwayError `ENVIRONMENT_NO_PIPELINE`, `ENVIRONMENT_BAD_VALUE`, and what the spec's parser says
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): LambdaEnvironment {
  const { text, name } = pipelineText(env);
  const followUp = env.SPILLWAY_FOLLOW_UP_MS ?? String(DEFAULT_FOLLOW_UP_MS);
  if (!/^\d+$/.test(followUp)) {
    throw new SpillwayError(
      'ENVIRONMENT_BAD_VALUE',
      `SPILLWAY_FOLLOW_UP_MS is "${followUp}".`,
      'Set it to milliseconds, or to 0 for one tick an invocation.',
    );
  }
  return { spec: deployedSpec(parsePipelineSpec(text, name), env), followUpMs: Number(followUp) };
}

function pipelineText(env: Readonly<Record<string, string | undefined>>): { text: string; name: string } {
  if (env.SPILLWAY_PIPELINE !== undefined) return { text: env.SPILLWAY_PIPELINE, name: 'SPILLWAY_PIPELINE' };
  const file = env.SPILLWAY_PIPELINE_FILE;
  if (file === undefined) {
    throw new SpillwayError(
      'ENVIRONMENT_NO_PIPELINE',
      'Neither SPILLWAY_PIPELINE nor SPILLWAY_PIPELINE_FILE is set.',
      'Deploy with the spec in one of them.',
    );
  }
  try {
    return { text: readFileSync(file, 'utf8'), name: file };
  } catch (cause) {
    throw new SpillwayError(
      'ENVIRONMENT_NO_PIPELINE',
      `SPILLWAY_PIPELINE_FILE names ${file}, which cannot be read.`,
      'Ship the spec with the bundle.',
      { cause },
    );
  }
}
