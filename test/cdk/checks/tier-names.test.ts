import { checkTierNames } from '../../../cdk/checks/tier-names';
import { example } from '../../_helpers/pipeline/examples';

function told(names: { cluster?: string; service?: string }, cluster: 'new' | 'existing' = 'new'): string[] {
  const spec = example('plain');
  Object.assign(spec.tiers.processing, names);
  return checkTierNames(spec, cluster).map(({ code, message, whatToDo }) => `${code} ${message} ${whatToDo}`);
}

const CLUSTER = 'arn:aws:ecs:eu-west-1:111122223333:cluster/telemetry';
const SERVICE = 'arn:aws:ecs:eu-west-1:111122223333:service/telemetry/processing';

describe('the names of a new tier', () => {
  it.each([
    ['of the examples', {}],
    ['of all kinds of characters', { cluster: 'Tele_metry-1', service: 'a'.repeat(255) }],
  ])('may be names %s', (_what, names) => {
    expect(told(names)).toEqual([]);
  });

  it('cannot be ARNs, which name existing resources', () => {
    expect(told({ cluster: CLUSTER, service: SERVICE })).toEqual([
      expect.stringMatching(
        /^CDK_CLUSTER_NAME tiers\.processing\.cluster is arn:.*deploy\.cluster: existing/,
      ),
      expect.stringMatching(
        /^CDK_SERVICE_NAME tiers\.processing\.service is arn:.*deploy\.processing: existing/,
      ),
    ]);
  });

  it.each(['tele metry', 'tele/metry', 'a'.repeat(256)])('cannot be %s', (name) => {
    expect(told({ service: name })).toHaveLength(1);
    expect(told({ cluster: name })).toHaveLength(1);
  });

  it('may include the ARN of an existing cluster, but not that of a service', () => {
    expect(told({ cluster: CLUSTER }, 'existing')).toEqual([]);
    expect(told({ service: SERVICE }, 'existing')).toHaveLength(1);
  });
});
