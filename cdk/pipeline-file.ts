import { readFileSync } from 'node:fs';
import { SpillwayError } from '../lib/errors';
import { type PipelineSpec, parsePipelineSpec } from '../lib/pipeline';

/** A pipeline spec as its file says it: what the constructs are built from. */
export interface LoadedPipeline {
  /** As it was named, for messages and for paths that the spec says relative to it. */
  readonly file: string;
  /** The YAML itself: the controller's function gets it as it stands, comments and all. */
  readonly text: string;
  readonly spec: PipelineSpec;
}

/**
 * Reads a pipeline spec at synth. Reading waits, as everything does at synth: a construct's constructor cannot.
 *
 * @param file path of the YAML, relative to the working directory
 * @throws SpillwayError `SPEC_UNREADABLE`, `SPEC_NOT_YAML` or `SPEC_INVALID`, one line a finding
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
      'Name a pipeline spec; examples/plain.yaml shows one.',
      { cause },
    );
  }
  return { file, text, spec: parsePipelineSpec(text, file) };
}
