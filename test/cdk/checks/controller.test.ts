import { Aws } from 'aws-cdk-lib';

import { type ControllerInputs, checkController } from '../../../cdk/checks/controller';
import { example } from '../../_helpers/pipeline/examples';

const ALL: ControllerInputs = {
  password: 'given',
  ca: 'given',
  msk: 'given',
  commitOffsets: undefined,
  addPartitions: undefined,
  region: Aws.REGION,
};

const codes = (name: string, inputs: Partial<ControllerInputs>, mode: 'act' | 'observe' = 'act') => {
  const spec = example(name);
  spec.policy.mode = mode;
  return checkController(spec, { ...ALL, ...inputs }).map(({ code }) => code);
};

describe('the checks of the controller', () => {
  it.each([
    ['no password for a login with one', 'scram-tls', { password: 'missing' }, 'CDK_PASSWORD_WITHOUT_SECRET'],
    ['no cluster for rights by IAM', 'msk-iam', { msk: 'missing' }, 'CDK_MSK_CLUSTER_UNKNOWN'],
    ['no CA where the spec names one', 'scram-tls', { ca: 'missing' }, 'CDK_CA_FILE_NOT_SHIPPED'],
    ['a region that the stack is not in', 'msk-iam', { region: 'us-east-1' }, 'CDK_REGION_DIFFERS'],
  ] as const)('report %s', (_what, name, inputs, code) => {
    expect(codes(name, inputs)).toEqual([code]);
  });

  it.each([
    ['a login without password', 'plain', { password: 'missing', msk: 'missing', ca: 'missing' }],
    ['the region that the stack is in', 'msk-iam', { region: 'eu-west-1' }],
    ['no region', 'plain', { region: 'us-east-1' }],
  ] as const)('accept %s', (_what, name, inputs) => {
    expect(codes(name, inputs)).toEqual([]);
  });

  it('accept a CA in a layer, which the user adds to the function', () => {
    const spec = example('scram-tls');
    spec.kafka.tls.caFile = '/opt/ca.pem';

    expect(checkController(spec, { ...ALL, ca: 'missing' })).toEqual([]);
  });

  it('report each right to write in mode observe', () => {
    const allowed = { commitOffsets: 'allowed', addPartitions: 'allowed' } as const;

    expect(codes('msk-iam', allowed, 'act')).toEqual([]);
    expect(codes('msk-iam', allowed, 'observe')).toEqual([
      'CDK_OBSERVE_CANNOT_WRITE',
      'CDK_OBSERVE_CANNOT_WRITE',
    ]);
    expect(codes('msk-iam', { commitOffsets: 'denied' }, 'observe')).toEqual([]);
  });
});
