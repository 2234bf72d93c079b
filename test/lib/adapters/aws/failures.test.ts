import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DeleteParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { createEcsTaskService } from '../../../../lib/adapters/aws/ecs-task-service';
import { resolveSecret } from '../../../../lib/adapters/aws/secrets';
import { createSsmConfigStore } from '../../../../lib/adapters/aws/ssm-config-store';
import { redacted } from '../../../../lib/output/redact';

const ecs = mockClient(ECSClient);
const ssm = mockClient(SSMClient);
const secrets = mockClient(SecretsManagerClient);

beforeEach(() => {
  for (const client of [ecs, ssm, secrets]) client.reset();
});

function thrown(name: string, more: object = {}): Error {
  return Object.assign(new Error(`${name} was said`), { name, ...more });
}

const store = () => createSsmConfigStore({ client: new SSMClient({}), prefix: '/spillway/test' });
const tasks = () =>
  createEcsTaskService({
    client: new ECSClient({}),
    cluster: 'telemetry',
    service: 'processing',
    autoScaling: async () => ({ kind: 'none' }),
  });

describe('an error of the SDK becomes a code, a target and what to do', () => {
  it.each([
    ['no answer in time', thrown('TimeoutError'), 'SSM_UNREACHABLE', /ssm interface endpoint/],
    ['a closed port', thrown('Error', { code: 'ECONNREFUSED' }), 'SSM_UNREACHABLE', /endpoint/],
    ['no right', thrown('AccessDeniedException'), 'SSM_ACCESS_DENIED', /ssm:GetParameters/],
    ['no credentials', thrown('CredentialsProviderError'), 'AWS_CREDENTIALS_MISSING', /aws sso login/],
    ['expired credentials', thrown('ExpiredTokenException'), 'AWS_CREDENTIALS_EXPIRED', /Sign in again/],
    ['unknown credentials', thrown('UnrecognizedClientException'), 'AWS_CREDENTIALS_INVALID', /access key/],
    [
      'throttling',
      thrown('ThrottlingException'),
      'SSM_REQUEST_FAILED',
      /If it was throttled, try again later/,
    ],
  ])('SSM: %s', async (_name, error, code, hint) => {
    ssm.on(GetParametersCommand).rejects(error);

    await expect(store().read()).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
  });

  it.each([
    ['a missing cluster', thrown('ClusterNotFoundException'), 'ECS_CLUSTER_MISSING'],
    ['a missing service', thrown('ServiceNotFoundException'), 'ECS_SERVICE_MISSING'],
    ['a service that was deleted', thrown('ServiceNotActiveException'), 'ECS_SERVICE_MISSING'],
    ['no right', thrown('AccessDeniedException'), 'ECS_ACCESS_DENIED'],
    ['a name server that does not respond', thrown('Error', { code: 'EAI_AGAIN' }), 'ECS_UNREACHABLE'],
    ['no such host', thrown('Error', { code: 'ENOTFOUND' }), 'ECS_UNREACHABLE'],
  ])('ECS: %s', async (_name, error, code) => {
    ecs.on(DescribeServicesCommand).rejects(error);
    ecs.on(ListTasksCommand).resolves({ taskArns: [] });

    await expect(tasks().describe()).rejects.toMatchObject({ code });
  });

  it.each([
    ['a failure in the answer', { services: [], failures: [{ reason: 'MISSING' }] }],
    ['a service that was deleted', { services: [{ status: 'INACTIVE' }] }],
  ])('ECS: %s is reported as a missing service', async (_name, answer) => {
    ecs.on(DescribeServicesCommand).resolves(answer);
    ecs.on(ListTasksCommand).resolves({ taskArns: [] });

    await expect(tasks().describe()).rejects.toMatchObject({ code: 'ECS_SERVICE_MISSING' });
  });
});

describe('what AWS says in an error', () => {
  it('is cut, because the log and the state are small', async () => {
    ssm.on(GetParametersCommand).rejects(thrown('InternalServerError', { message: 'x'.repeat(10_000) }));

    const error = await store()
      .read()
      .catch((each: Error) => each);

    expect((error as Error).message).toHaveLength(
      'SSM GetParameters on /spillway/test: InternalServerError '.length + 500,
    );
  });

  it('about a missing region is one error for all services', async () => {
    ssm.on(GetParametersCommand).rejects(thrown('Error', { message: 'Region is missing' }));

    await expect(store().read()).rejects.toMatchObject({
      code: 'AWS_REGION_MISSING',
      message: 'SSM GetParameters on /spillway/test: no AWS region is set.',
    });
  });

  it.each([
    ['TokenProviderError', 'no token', 'AWS_CREDENTIALS_MISSING'],
    ['CredentialsProviderError', 'The SSO session has expired.', 'AWS_CREDENTIALS_EXPIRED'],
    ['ExpiredToken', 'no', 'AWS_CREDENTIALS_EXPIRED'],
    ['InvalidSignatureException', 'no', 'AWS_CREDENTIALS_INVALID'],
    ['InvalidClientTokenId', 'no', 'AWS_CREDENTIALS_INVALID'],
    ['MissingAuthenticationTokenException', 'no', 'AWS_CREDENTIALS_INVALID'],
    ['UnauthorizedException', 'no', 'SSM_ACCESS_DENIED'],
    ['AccessDenied', 'no', 'SSM_ACCESS_DENIED'],
  ])('%s: %s is %s', async (name, message, code) => {
    ssm.on(GetParametersCommand).rejects(thrown(name, { message }));

    await expect(store().read()).rejects.toMatchObject({ code });
  });
});

describe('a failed write says whether it may have taken effect', () => {
  const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });
  const wrapped = new AggregateError([thrown('Error', { code: 'ECONNREFUSED' })]);

  it.each([
    ['no answer in time', thrown('TimeoutError', { message: 'exceeded the requestTimeout' }), 'NO_ANSWER'],
    ['a connection that broke', thrown('Error', { code: 'ECONNRESET' }), 'NO_ANSWER'],
    ['a pipe that broke', thrown('Error', { code: 'EPIPE' }), 'NO_ANSWER'],
    ['a fault of AWS', thrown('ServerException', status(500)), 'NO_ANSWER'],
    ['an answer that is no JSON', thrown('SyntaxError', { $response: { statusCode: 200 } }), 'NO_ANSWER'],
    ['a closed port', thrown('Error', { code: 'ECONNREFUSED' }), 'UNREACHABLE'],
    ['closed ports at all addresses', wrapped, 'UNREACHABLE'],
    ['no such host', thrown('Error', { code: 'ENOTFOUND' }), 'UNREACHABLE'],
    [
      'no connection in time',
      thrown('TimeoutError', {
        message: 'the request socket did not establish a connection with the server',
      }),
      'UNREACHABLE',
    ],
    ['no route', thrown('Error', { code: 'ETIMEDOUT', syscall: 'connect' }), 'UNREACHABLE'],
    ['no right', thrown('AccessDeniedException', status(400)), 'ACCESS_DENIED'],
    ['throttling', thrown('ThrottlingException', status(400)), 'REQUEST_FAILED'],
    ['a bad parameter', thrown('InvalidParameterException', status(400)), 'REQUEST_FAILED'],
  ])('%s', async (_name, error, code) => {
    ecs.on(UpdateServiceCommand).rejects(error);
    ssm.on(PutParameterCommand).rejects(error);
    ssm.on(DeleteParameterCommand).rejects(error);

    const writes = [
      tasks().setDesiredCount(0),
      tasks().forceNewDeployment(),
      store().writeConfig('a'),
      store().create('debt', 'a'),
      store().remove('debt'),
    ];

    const codes = await Promise.all(writes.map((each) => each.then(String, (error) => error.code)));
    expect(codes).toEqual([`ECS_${code}`, `ECS_${code}`, `SSM_${code}`, `SSM_${code}`, `SSM_${code}`]);
  });

  it('has not left without credentials', async () => {
    ecs.on(UpdateServiceCommand).rejects(thrown('CredentialsProviderError'));
    ssm.on(PutParameterCommand).rejects(thrown('CredentialsProviderError'));

    for (const write of [tasks().setDesiredCount(0), store().writeConfig('a')])
      await expect(write).rejects.toMatchObject({ code: 'AWS_CREDENTIALS_MISSING' });
  });

  it('a response without the count or the version is not a success', async () => {
    ecs.on(UpdateServiceCommand).resolves({});
    ssm.on(PutParameterCommand).resolves({});

    await expect(tasks().setDesiredCount(0)).rejects.toMatchObject({ code: 'ECS_NO_ANSWER' });
    await expect(store().writeState('a')).rejects.toMatchObject({ code: 'SSM_NO_ANSWER' });
  });
});

describe('the tasks of a service', () => {
  it('are those that are not STOPPED, including stopping ones, from all pages', async () => {
    ecs.on(DescribeServicesCommand).resolves({
      services: [{ status: 'ACTIVE', desiredCount: 1, runningCount: 1, pendingCount: 0, deployments: [] }],
    });
    ecs
      .on(ListTasksCommand, { desiredStatus: 'RUNNING' })
      .resolvesOnce({ taskArns: ['t/1'], nextToken: 'next' })
      .resolves({ taskArns: ['t/2'] });
    ecs.on(ListTasksCommand, { desiredStatus: 'STOPPED' }).resolves({ taskArns: ['t/3', 't/4'] });
    ecs.on(DescribeTasksCommand).resolves({
      tasks: [
        { taskArn: 't/1', lastStatus: 'RUNNING', desiredStatus: 'RUNNING' },
        { taskArn: 't/2', lastStatus: 'PENDING', desiredStatus: 'RUNNING' },
        { taskArn: 't/3', lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED' },
        { taskArn: 't/4', lastStatus: 'STOPPED', desiredStatus: 'STOPPED' },
      ],
    });

    const { tasks: found } = await tasks().describe();

    expect(found.map(({ id }) => id)).toEqual(['t/1', 't/2', 't/3']);
  });
});

describe('a secret', () => {
  const access = (env: Record<string, string> = {}) => ({
    env,
    secretsManagerClient: new SecretsManagerClient({}),
  });
  const source = { secretsManager: 'kafka/otel', field: 'password' };

  it.each([
    ['a field of JSON', '{"username":"otel","password":"pw"}', 'pw'],
    ['the text itself', 'pw-alone', 'pw-alone'],
  ])('is %s', async (_name, text, value) => {
    secrets.on(GetSecretValueCommand).resolves({ SecretString: text });

    expect(await resolveSecret(source, access())).toBe(value);
  });

  it('is requested by its name, and never shown from then on', async () => {
    secrets.on(GetSecretValueCommand, { SecretId: 'kafka/otel' }).resolves({ SecretString: 'S3cr3t-of-mq' });

    await resolveSecret(source, access());

    expect(redacted('it says S3cr3t-of-mq')).toBe('it says ***');
  });

  it('is the text itself if that is JSON, but no object', async () => {
    for (const SecretString of ['["a"]', '"a"', '12', 'null']) {
      secrets.on(GetSecretValueCommand).resolves({ SecretString });

      expect(await resolveSecret(source, access())).toBe(SecretString);
    }
  });

  it.each<[string, string | undefined]>([
    ['without a text', undefined],
    ['with an empty text', ''],
  ])('%s is missing', async (_name, SecretString) => {
    secrets.on(GetSecretValueCommand).resolves(SecretString === undefined ? {} : { SecretString });

    await expect(resolveSecret(source, access())).rejects.toMatchObject({
      code: 'SECRET_MISSING',
      message: expect.stringContaining('kafka/otel'),
    });
  });

  it.each([
    ['no such secret', thrown('ResourceNotFoundException'), 'SECRET_MISSING', /region and account/],
    ['no answer in time', thrown('TimeoutError'), 'SECRETS_UNREACHABLE', /secretsmanager interface endpoint/],
    [
      'no right',
      thrown('AccessDeniedException'),
      'SECRETS_ACCESS_DENIED',
      /secretsmanager:GetSecretValue on/,
    ],
    ['throttling', thrown('ThrottlingException'), 'SECRETS_REQUEST_FAILED', /throttled/],
    ['a secret that is being deleted', thrown('InvalidRequestException'), 'SECRETS_REQUEST_FAILED', /why/],
  ])('that cannot be read has a code: %s', async (_name, error, code, hint) => {
    secrets.on(GetSecretValueCommand).rejects(error);

    await expect(resolveSecret(source, access())).rejects.toMatchObject({
      ...{ code, hint: expect.stringMatching(hint), cause: error },
      message: expect.stringContaining('kafka/otel'),
    });
  });

  it('comes from the environment if the spec says so', async () => {
    expect(await resolveSecret({ env: 'PW' }, access({ PW: 'pw' }))).toBe('pw');
    await expect(resolveSecret({ env: 'PW' }, access())).rejects.toMatchObject({ code: 'SECRET_MISSING' });
  });

  it('without the field is rejected, and the message does not show its value', async () => {
    secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"pass":"hidden-value"}' });

    const refusal = await resolveSecret(source, access()).catch((error: Error & { hint: string }) => error);

    expect(refusal).toMatchObject({ code: 'SECRET_FIELD_MISSING' });
    expect(JSON.stringify([refusal, (refusal as Error).message])).not.toContain('hidden-value');
  });
});
