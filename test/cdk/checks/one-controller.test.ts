import { type ControllerIdentity, checkOneController } from '../../../cdk/checks/one-controller';
import { example } from '../../_helpers/pipeline/examples';

function identity(path: string, changes: Partial<ControllerIdentity> = {}): ControllerIdentity {
  return {
    path,
    spec: example('plain'),
    brokers: ['kafka-1:9092', 'kafka-2:9092'],
    mskCluster: undefined,
    environment: 'aws://1/eu-west-1',
    functionName: path,
    ...changes,
  };
}

const codes = (own: ControllerIdentity, other: ControllerIdentity) =>
  checkOneController(own, [other]).map(({ code }) => code);

describe('two controllers of one app', () => {
  it('must not share a group or parameters', () => {
    expect(codes(identity('A'), identity('B'))).toEqual(['CDK_GROUP_TWICE', 'CDK_PREFIX_TWICE']);
  });

  it('must not share a group in different regions if they share a broker', () => {
    const other = identity('B', {
      brokers: ['kafka-2:9092', 'kafka-3:9092'],
      environment: 'aws://1/us-east-1',
    });

    expect(codes(identity('A'), other)).toEqual(['CDK_GROUP_TWICE']);
  });

  it('may use the same group name on two clusters in two regions', () => {
    const other = identity('B', { brokers: ['other:9092'], environment: 'aws://1/us-east-1' });

    expect(codes(identity('A'), other)).toEqual([]);
  });

  it('must not share a group on the same MSK cluster, even if no brokers are listed', () => {
    const onMsk = (path: string, mskCluster: string, environment: string) =>
      identity(path, { brokers: [], mskCluster, environment });
    const own = onMsk('A', 'arn:aws:kafka:eu-west-1:1:cluster/orders/0a1b-2', 'aws://1/eu-west-1');
    const same = onMsk('B', 'arn:aws:kafka:eu-west-1:1:cluster/orders/0a1b-2', 'aws://1/us-east-1');
    const other = onMsk('B', 'arn:aws:kafka:eu-west-1:1:cluster/orders/9a1b-2', 'aws://1/us-east-1');

    expect(codes(own, same)).toEqual(['CDK_GROUP_TWICE']);
    expect(codes(own, other)).toEqual([]);
  });

  it('need different function names only if they may share an environment', () => {
    const spec = example('msk-iam');
    const other = (environment: string) =>
      identity('B', { spec, brokers: ['orders:9098'], functionName: 'A', environment });

    expect(codes(identity('A'), other('aws://1/eu-west-1'))).toEqual(['CDK_FUNCTION_NAME_TWICE']);
    expect(codes(identity('A'), other('aws://2/eu-west-1'))).toEqual([]);
    expect(codes(identity('A'), other('aws://unknown-account/unknown-region'))).toEqual([
      'CDK_FUNCTION_NAME_TWICE',
    ]);
  });
});
