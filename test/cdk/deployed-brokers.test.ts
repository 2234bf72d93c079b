import { Template } from 'aws-cdk-lib/assertions';
import {
  type DeployedBrokersProps,
  deployedBrokers,
  STAND_IN_BROKERS,
  withDeployedBrokers,
} from '../../cdk/deployed-brokers';
import { testStack } from '../_helpers/cdk/cdk';
import { example } from '../_helpers/pipeline/examples';

const OTHER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/other/0a1b-2';

/** What MSK is asked for: ARN and listener of each custom resource. */
function asked(name: string, props: Partial<DeployedBrokersProps> = {}) {
  const stack = testStack();
  const brokers = deployedBrokers(stack, { spec: example(name), ...props });
  const resources = Object.values(Template.fromStack(stack).findResources('Custom::SpillwayBrokers'));
  return {
    brokers,
    questions: resources.map(({ Properties }) => [Properties.clusterArn, Properties.listener]),
  };
}

describe('brokers of a deployment', () => {
  it('are those of the spec, without asking MSK', () => {
    expect(asked('plain')).toEqual({ brokers: undefined, questions: [] });
    expect(asked('plain', { msk: { clusterArn: OTHER } })).toEqual({ brokers: undefined, questions: [] });
  });

  it('are those of a prop, even if the spec has others', () => {
    expect(asked('msk-iam', { brokers: 'b-1:9098' })).toEqual({ brokers: 'b-1:9098', questions: [] });
    expect(asked('plain', { brokers: 'b-1:9092' }).brokers).toBe('b-1:9092');
  });

  it('come from MSK if neither names any: from the cluster in the spec or in a prop', () => {
    const { clusterArn } = example('msk-iam').deploy.msk ?? {};

    expect(asked('msk-iam').questions).toEqual([[clusterArn, 'iam']]);
    expect(asked('msk-iam', { msk: { clusterArn: OTHER } }).questions).toEqual([[OTHER, 'iam']]);
  });

  it('are rendered as a list if synth knows them, and otherwise as a text', () => {
    const spec = example('msk-iam');
    const { brokers } = asked('msk-iam');

    expect(withDeployedBrokers(spec, 'b-1:9098, b-2:9098').spec.kafka.brokers).toEqual([
      'b-1:9098',
      'b-2:9098',
    ]);
    expect(withDeployedBrokers(spec, 'b-1:9098').options).toEqual({});
    expect(withDeployedBrokers(spec, brokers)).toEqual({ spec, options: { brokersText: brokers } });
    expect(withDeployedBrokers(spec, undefined)).toEqual({ spec, options: {} });
  });

  it("are as long as MSK's longest brokers when only their length matters", () => {
    expect(STAND_IN_BROKERS.split(',')).toHaveLength(3);
    expect(STAND_IN_BROKERS.length).toBeGreaterThan(350);
  });
});
