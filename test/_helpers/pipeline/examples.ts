import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type PipelineSpec, parsePipelineSpec } from '../../../lib/pipeline';
import { withBrokers } from '../../../local/collector-record/rendered';

const FOLDER = path.resolve(__dirname, '../../../examples');

/** The names of all pipeline specs in `examples/`. */
export const EXAMPLES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => path.basename(file, '.yaml'))
  .sort();

/** Reads an example. Each test gets its own object. */
export function example(name: string): PipelineSpec {
  return parsePipelineSpec(exampleText(name), `examples/${name}.yaml`);
}

/** An example as deployed: if the spec has no brokers, it gets some as if from MSK. */
export function deployedExample(name: string): PipelineSpec {
  return withBrokers(example(name));
}

export function exampleText(name: string): string {
  return readFileSync(path.join(FOLDER, `${name}.yaml`), 'utf8');
}
