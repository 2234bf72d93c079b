import { readFile } from 'node:fs/promises';
import { SpillwayError } from '../errors';
import { type PipelineSpec, parsePipelineSpec } from '../pipeline';

/**
 * Reads a pipeline spec from a file.
 *
 * @throws SpillwayError `SPEC_UNREADABLE`, and what the parser says
 */
export async function readSpec(file: string): Promise<PipelineSpec> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpillwayError(
      'SPEC_UNREADABLE',
      `${file} cannot be read (${why}).`,
      'Name a pipeline spec; examples/plain.yaml shows one.',
      { cause },
    );
  }
  return parsePipelineSpec(text, file);
}
