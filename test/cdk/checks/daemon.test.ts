import * as ecs from 'aws-cdk-lib/aws-ecs';

import { checkDaemon } from '../../../cdk/checks/daemon';
import { testStack } from '../../_helpers/cdk/cdk';

const stackWith = (schedulingStrategy: 'DAEMON' | 'REPLICA') => {
  const stack = testStack();
  const service = new ecs.CfnService(stack, 'Theirs', { serviceName: 'processing', schedulingStrategy });
  return { stack, service };
};

describe('a service that is a daemon', () => {
  it.each<[string, (service: ecs.CfnService) => string]>([
    ['its name', () => 'processing'],
    ['its ARN', () => 'arn:aws:ecs:eu-west-1:123456789012:service/telemetry/processing'],
    ['its name as a token', (service) => service.attrName],
    ['its ARN as a token', (service) => service.attrServiceArn],
    ['a reference', (service) => service.ref],
  ])('is detected by %s', (_what, name) => {
    const { stack, service } = stackWith('DAEMON');

    expect(checkDaemon(stack, name(service))).toEqual([
      expect.objectContaining({ code: 'CDK_SERVICE_DAEMON', message: expect.stringContaining('Theirs') }),
    ]);
  });

  it('is not reported for a replica service or for another service', () => {
    expect(checkDaemon(stackWith('REPLICA').stack, 'processing')).toEqual([]);
    expect(checkDaemon(stackWith('DAEMON').stack, 'another')).toEqual([]);
  });
});
