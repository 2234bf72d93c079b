import { CfnParameter } from 'aws-cdk-lib';
import { kafkaArns } from '../../cdk/kafka-iam';
import { testStack } from '../_helpers/cdk/cdk';

const CLUSTER = 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/1a2b-3';

describe('the resources of kafka-cluster actions', () => {
  it("are the cluster's topics and group by its name and id", () => {
    expect(kafkaArns(CLUSTER, { topics: ['otlp_spans', 'otlp.logs'], group: 'processing' })).toEqual({
      cluster: CLUSTER,
      topics: [
        'arn:aws:kafka:eu-west-1:123456789012:topic/orders/1a2b-3/otlp_spans',
        'arn:aws:kafka:eu-west-1:123456789012:topic/orders/1a2b-3/otlp.logs',
      ],
      group: 'arn:aws:kafka:eu-west-1:123456789012:group/orders/1a2b-3/processing',
    });
  });

  it.each([
    ['^otlp_.*', 'otlp_*'],
    ['^otlp_spans?$', 'otlp_span*'],
    ['^otlp_spans{0,2}', 'otlp_span*'],
    ['^otlp+', 'otlp*'],
    ['^otlp_spans$', 'otlp_spans*'],
    ['^otlp\\.spans', 'otlp*'],
    ['^otlp|^traces', '*'],
    ['^.*', '*'],
  ])('of topics by the pattern %s end in %s, never narrower', (pattern, resource) => {
    const { topics } = kafkaArns(CLUSTER, { topics: [pattern], group: 'g' });

    expect(topics).toEqual([`arn:aws:kafka:eu-west-1:123456789012:topic/orders/1a2b-3/${resource}`]);
  });

  it('are assembled at deployment if the ARN is only known then', () => {
    const stack = testStack();
    const { valueAsString: clusterArn } = new CfnParameter(stack, 'Cluster');
    const parts = { 'Fn::Split': [':cluster/', { Ref: 'Cluster' }] };

    const { group } = kafkaArns(clusterArn, { topics: [], group: 'processing' });

    expect(stack.resolve(group)).toEqual({
      'Fn::Join': [
        '',
        [{ 'Fn::Select': [0, parts] }, ':group/', { 'Fn::Select': [1, parts] }, '/processing'],
      ],
    });
  });
});
