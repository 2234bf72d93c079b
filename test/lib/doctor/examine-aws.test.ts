import { examineAws } from '../../../lib/doctor/examine-aws';
import { type ErrorCode, SpillwayError } from '../../../lib/errors';

const looking = (look: () => Promise<{ says: string }>) =>
  examineAws([{ check: 'ssm', subject: '/spillway/x', untried: 'ssm:PutParameter', look }]);

describe('looking at AWS', () => {
  it('says what is there, and what is not tried', async () => {
    const found = await looking(async () => ({ says: 'config version 3' }));

    expect(found).toMatchObject([
      { status: 'ok', says: 'config version 3' },
      { status: 'skipped', says: expect.stringContaining('ssm:PutParameter is not tried') },
    ]);
  });

  it.each<[ErrorCode, string]>([
    ['SSM_ACCESS_DENIED', 'AWS_DENIED'],
    ['ECS_UNREACHABLE', 'AWS_UNREACHABLE'],
    ['ECS_SERVICE_MISSING', 'SERVICE_MISSING'],
    ['ECS_CLUSTER_MISSING', 'SERVICE_MISSING'],
    ['ECS_SERVICE_DAEMON', 'SERVICE_DAEMON'],
    ['SSM_REQUEST_FAILED', 'AWS_FAILED'],
  ])('takes %s for %s', async (errorCode, code) => {
    const found = await looking(async () => {
      throw new SpillwayError(errorCode, 'm', 'h');
    });

    expect(found).toMatchObject([{ status: 'fault', code, says: errorCode }]);
  });
});
