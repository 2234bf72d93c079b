import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createEcsTaskService } from '../../../../lib/adapters/aws/ecs-task-service';
import { createSsmConfigStore } from '../../../../lib/adapters/aws/ssm-config-store';

const SERVICE = { status: 'ACTIVE', desiredCount: 1, deployments: [] };
const TASK = { taskArn: 'arn:t/1', lastStatus: 'RUNNING', desiredStatus: 'RUNNING' };

function describeWith(answer: object) {
  const client = new ECSClient({ region: 'eu-west-1' });
  client.send = async () => ({ services: [SERVICE], taskArns: ['arn:t/1'], tasks: [TASK], ...answer });
  const autoScaling = async () => ({ kind: 'none' }) as const;
  return createEcsTaskService({ client, cluster: 'c', service: 's', autoScaling }).describe();
}

/** What a proxy or another endpoint may put in the place of a list, a map or a date. The first one was found by the fuzzer. */
const ODD: object[] = [
  { failures: -1 },
  { taskArns: 5 },
  { tasks: 7 },
  { tasks: [null] },
  { tasks: [{ ...TASK, createdAt: 'yesterday' }] },
  { tasks: [{ ...TASK, containers: true }] },
  { services: [{ ...SERVICE, deployments: [3, null] }] },
];

describe('a response of another form than AWS documents', () => {
  it.each(ODD)('is an error with a code when it comes from ECS: %j', async (answer) => {
    await expect(describeWith(answer)).rejects.toMatchObject({
      code: 'ECS_REQUEST_FAILED',
      message: expect.stringContaining('c/s: a response does not have the form that AWS documents'),
    });
  });

  it.each([{ Parameters: 4 }, { Parameters: [null] }])(
    'is an error with a code when it comes from SSM: %j',
    async (answer) => {
      const client = new SSMClient({ region: 'eu-west-1' });
      client.send = async () => answer;

      await expect(createSsmConfigStore({ client, prefix: '/spillway/a' }).read()).rejects.toMatchObject({
        code: 'SSM_REQUEST_FAILED',
      });
    },
  );

  const COMPLETE = { Name: '/spillway/a/state', Value: '{}', Version: 1, LastModifiedDate: new Date(0) };

  it.each(['Value', 'Version', 'LastModifiedDate'])(
    'is an error that names the parameter when SSM leaves out its %s',
    async (field) => {
      const client = new SSMClient({ region: 'eu-west-1' });
      client.send = async () => ({ Parameters: [{ ...COMPLETE, [field]: undefined }] });

      await expect(createSsmConfigStore({ client, prefix: '/spillway/a' }).read()).rejects.toMatchObject({
        code: 'SSM_REQUEST_FAILED',
        message: expect.stringContaining(
          'SSM GetParameters on /spillway/a/state: the response has no value, version or time.',
        ),
        hint: 'Check AWS_ENDPOINT_URL: AWS always returns them.',
      });
    },
  );
});
