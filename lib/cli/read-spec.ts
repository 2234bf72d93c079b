import { readFile } from 'node:fs/promises';
import { SpillwayError } from '../errors';
import { type PipelineSpec, parsePipelineSpec } from '../pipeline';
import type { CliContext } from './context';

/** A pipeline spec, with the text that it was parsed from. */
export interface SpecText {
  spec: PipelineSpec;
  text: string;
  /** The name in messages: the path, or `standard input`. */
  name: string;
}

/**
 * Reads a pipeline spec.
 *
 * @param file a path, or `-` for standard input
 * @throws SpillwayError `SPEC_UNREADABLE`, `SPEC_NOT_YAML`, `SPEC_INVALID`
 */
export async function readSpec(
  file: string,
  context: Pick<CliContext, 'env' | 'readStdin'>,
): Promise<PipelineSpec> {
  return (await readSpecText(file, context)).spec;
}

/** Like {@link readSpec}, and also returns the text. */
export async function readSpecText(
  file: string,
  { env, readStdin }: Pick<CliContext, 'env' | 'readStdin'>,
): Promise<SpecText> {
  const [name, text] = file === '-' ? ['standard input', await readStdin()] : [file, await textOf(file)];
  const spec = parsePipelineSpec(text, name);
  const region = env.SPILLWAY_AWS_REGION;
  return { spec: region ? { ...spec, aws: { ...spec.aws, region } } : spec, text, name };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpillwayError(
      'SPEC_UNREADABLE',
      `${file} cannot be read (${why}).`,
      'Name a pipeline spec, or - for standard input. examples/plain.yaml is a complete spec.',
      { cause },
    );
  }
}
