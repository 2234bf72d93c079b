import { readFile } from 'node:fs/promises';
import { SpillwayError } from '../errors';
import { type PipelineSpec, parsePipelineSpec } from '../pipeline';
import type { CliContext } from './context';

/**
 * Reads a pipeline spec.
 *
 * @param file a path, or `-` for standard input
 * @throws SpillwayError `SPEC_UNREADABLE`, `SPEC_NOT_YAML`, `SPEC_INVALID`
 */
export async function readSpec(
  file: string,
  { env, readStdin }: Pick<CliContext, 'env' | 'readStdin'>,
): Promise<PipelineSpec> {
  const spec =
    file === '-'
      ? parsePipelineSpec(await readStdin(), 'standard input')
      : parsePipelineSpec(await textOf(file), file);
  const region = env.SPILLWAY_AWS_REGION;
  return region ? { ...spec, aws: { ...spec.aws, region } } : spec;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpillwayError(
      'SPEC_UNREADABLE',
      `${file} cannot be read (${why}).`,
      'Pass the path of a pipeline spec, or - for standard input. examples/plain.yaml is a complete spec.',
      { cause },
    );
  }
}
