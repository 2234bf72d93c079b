import { checkAws } from '../../../lib/doctor/check-aws';
import { SpillwayError } from '../../../lib/errors';

const check = (read: () => Promise<{ says: string }>) =>
  checkAws([{ check: 'ssm', subject: '/spillway/x', untried: 'ssm:PutParameter', read }]);

describe('checks on AWS', () => {
  it('report what was read and which permission was not tried', async () => {
    const found = await check(async () => ({ says: 'config version 3' }));

    expect(found).toMatchObject([
      { status: 'ok', says: 'config version 3' },
      { status: 'skipped', says: expect.stringContaining('ssm:PutParameter was not tried') },
    ]);
  });

  it.each([
    ['SSM_ACCESS_DENIED', 'AWS_DENIED'],
    ['ECS_UNREACHABLE', 'AWS_UNREACHABLE'],
    ['ECS_SERVICE_MISSING', 'SERVICE_MISSING'],
    ['ECS_CLUSTER_MISSING', 'SERVICE_MISSING'],
    ['ECS_SERVICE_DAEMON', 'SERVICE_DAEMON'],
    ['SSM_REQUEST_FAILED', 'AWS_FAILED'],
  ])('turn the error %s into the verdict %s', async (errorCode, code) => {
    const found = await check(async () => {
      throw new SpillwayError(errorCode, 'm', 'h');
    });

    expect(found).toMatchObject([{ status: 'fault', code, says: errorCode }]);
  });
});
