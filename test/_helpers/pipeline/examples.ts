import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type PipelineSpec, parsePipelineSpec } from '../../../lib/pipeline';
import { withBrokers } from '../../../local/collector-record/rendered';

const FOLDER = path.resolve(__dirname, '../../../examples');

/** Names of all pipeline specs in `examples/`. */
export const EXAMPLES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => path.basename(file, '.yaml'))
  .sort();

/** Reads one of them. Each test gets its own object. */
export function example(name: string): PipelineSpec {
  return parsePipelineSpec(exampleText(name), `examples/${name}.yaml`);
}

/** The same as deployed: with the brokers from MSK if the spec has none. */
export function deployedExample(name: string): PipelineSpec {
  return withBrokers(example(name));
}

export function exampleText(name: string): string {
  return readFileSync(path.join(FOLDER, `${name}.yaml`), 'utf8');
}
