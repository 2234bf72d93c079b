import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { loadPipeline } from '../../cdk/pipeline-file';
import { SpillwayPipeline } from '../../cdk/spillway-pipeline';
import { testStack } from '../_helpers/cdk/cdk';
import { EXAMPLES } from '../_helpers/pipeline/examples';

/** Properties that give a resource a name of its own, which no second resource can have. */
const NAMES = ['FunctionName', 'ServiceName', 'ClusterName', 'Family', 'AlarmName', 'DashboardName', 'Name'];

/** One line a resource: logical id, type, and its name if it has one. */
function resourcesOf(name: string): string[] {
  const stack = testStack();
  const file = path.resolve(__dirname, `../../examples/${name}.yaml`);
  new SpillwayPipeline(stack, 'Pipeline', { pipeline: loadPipeline(file) });
  const { Resources } = Template.fromStack(stack).toJSON() as {
    Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  };
  return Object.entries(Resources)
    .map(([id, { Type, Properties = {} }]) => {
      const named = NAMES.map((key) => Properties[key]).find((value) => typeof value === 'string');
      return [id, Type, ...(named === undefined ? [] : [named])].join(' ');
    })
    .sort();
}

/**
 * A changed logical id or name replaces the resource in every stack that is deployed: a new service starts next to the old
 * one, a new log group begins empty. If that is meant, say so in the changelog, and UPDATE_IDS=1 writes the new list.
 */
describe('the resources of a deployed pipeline', () => {
  it.each(EXAMPLES)('keep their logical ids and names: examples/%s.yaml', (name) => {
    const list = path.resolve(__dirname, `../_fixtures/logical-ids/${name}.txt`);
    const resources = resourcesOf(name);

    if (process.env.UPDATE_IDS === '1') writeFileSync(list, `${resources.join('\n')}\n`);

    expect(resources).toEqual(readFileSync(list, 'utf8').trim().split('\n'));
  });
});
