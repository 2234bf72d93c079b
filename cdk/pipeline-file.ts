import { readFileSync } from 'node:fs';
import { SpillwayError } from '../lib/errors';
import { type PipelineSpec, parsePipelineSpec } from '../lib/pipeline';

/** A pipeline spec that was read from a file. */
export interface LoadedPipeline {
  /** The path as given. It appears in messages, and paths in the spec are relative to it. */
  readonly file: string;
  /** The YAML text, unchanged. The controller function is deployed with it. */
  readonly text: string;
  /** The parsed spec. */
  readonly spec: PipelineSpec;
}

/**
 * Reads and validates a pipeline spec, synchronously.
 *
 * @param file path of the YAML file, relative to the working directory
 * @throws SpillwayError `SPEC_UNREADABLE`, `SPEC_NOT_YAML` or `SPEC_INVALID`, with one line for each error
 *
 * @example
 * ```ts
 * import { loadPipeline } from 'otel-spillway/cdk';
 *
 * const { spec } = loadPipeline('checkout.yaml');
 * console.log(spec.name);
 * ```
 */
export function loadPipeline(file: string): LoadedPipeline {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const why =
      typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpillwayError(
      'SPEC_UNREADABLE',
      `${file} cannot be read (${why}).`,
      'Give the path of a pipeline spec. examples/plain.yaml shows one.',
      { cause },
    );
  }
  return { file, text, spec: parsePipelineSpec(text, file) };
}
