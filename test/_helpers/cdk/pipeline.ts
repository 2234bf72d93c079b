import type { LoadedPipeline } from '../../../cdk/pipeline-file';
import { parsePipelineSpec } from '../../../lib/pipeline';
import { exampleText } from '../pipeline/examples';

/** An example as `loadPipeline` returns it. Each edit replaces a text that the example must contain. */
export function examplePipeline(name: string, ...edits: { from: string; to: string }[]): LoadedPipeline {
  const file = `examples/${name}.yaml`;
  const text = edits.reduce((before, { from, to }) => {
    if (!before.includes(from)) throw new Error(`${file} does not hold ${from}`);
    return before.replace(from, to);
  }, exampleText(name));
  return { file, text, spec: parsePipelineSpec(text, file) };
}
