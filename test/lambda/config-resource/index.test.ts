import { setTimeout as sleep } from 'node:timers/promises';
import { SSMClient } from '@aws-sdk/client-ssm';
import { handler } from '../../../lambda/config-resource';
import * as settings from '../../../lib/adapters/aws/client-settings';
import { renderProcessing } from '../../../lib/collector';
import { RecordedAws } from '../../_helpers/aws/recorded-aws';
import { testSpec } from '../../_helpers/pipeline/spec';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(async () => {}) }));
jest.mock('../../../lib/adapters/aws/client-settings', () => {
  const actual = jest.requireActual('../../../lib/adapters/aws/client-settings');
  return { ...actual, clientSettings: jest.fn(actual.clientSettings) };
});

/** Stands for SSM and for CloudFormation's address of the answer, both over HTTP. */
describe('the deployed function of the live configuration', () => {
  const before = { ...process.env };
  let aws: RecordedAws;

  beforeEach(async () => {
    aws = new RecordedAws();
    await aws.start();
    aws.on('PUT /answer', { body: {} });
    Object.assign(process.env, aws.env({ POWERTOOLS_LOG_LEVEL: 'SILENT' }));
    jest.mocked(sleep).mockClear();
  });

  afterEach(async () => {
    process.env = { ...before };
    jest.restoreAllMocks();
    await aws.stop();
  });

  const request = (RequestType: string, more: object = {}) => ({
    ...{ RequestType, StackId: 's', RequestId: 'r', LogicalResourceId: 'Config' },
    ResponseURL: `${process.env.AWS_ENDPOINT_URL}/answer`,
    ResourceProperties: { prefix: '/spillway/test', template: 'text', onDelete: 'keep' },
    ...more,
  });
  const answer = () => aws.requests.find(({ operation }) => operation === 'PUT /answer')?.body;

  it('asks SSM in its own region, and answers CloudFormation', async () => {
    const destroy = jest.spyOn(SSMClient.prototype, 'destroy');
    aws.on('GetParameters', { body: { Parameters: [] } });

    await handler(request('Create', { ResourceProperties: { prefix: '/spillway/test', guard: 'observe' } }));

    expect(aws.unexpected).toEqual([]);
    expect(aws.requests).toMatchObject([
      { scope: 'eu-central-1/ssm', operation: 'GetParameters', body: { Names: ['/spillway/test/debt'] } },
      { operation: 'PUT /answer' },
    ]);
    expect(answer()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: '/spillway/test#observe' });
    expect(destroy).toHaveBeenCalledTimes(1);
  });

  it('is patient, because a slow deployment is better than one that fails', async () => {
    await handler(request('Delete', { PhysicalResourceId: '/spillway/test' }));

    expect(settings.clientSettings).toHaveBeenLastCalledWith('SSM', {
      ...{ env: process.env, requestTimeoutMs: 10_000, maxAttempts: 5 },
    });
    expect(answer()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: '/spillway/test' });
  });

  it('reads again two seconds after a write, when the write of a tick would have arrived', async () => {
    let text = renderProcessing(testSpec(), 'latest');
    const template = `${renderProcessing(testSpec(), 'earliest')}# a new line\n`;
    const stored = () => ({
      body: { Parameters: [{ Name: '/spillway/test/config', Value: text, Version: 4 }] },
    });
    aws.on('GetParameters', stored());
    aws.on('PutParameter', { body: { Version: 5 } });
    jest.mocked(sleep).mockImplementation(async () => {
      text = String(aws.requests.findLast(({ operation }) => operation === 'PutParameter')?.body.Value);
      aws.on('GetParameters', stored());
      return undefined as never;
    });
    const properties = { prefix: '/spillway/test', template, onDelete: 'keep' };

    await handler(
      request('Update', { PhysicalResourceId: '/spillway/test', ResourceProperties: properties }),
    );

    expect(answer()).toMatchObject({ Status: 'SUCCESS' });
    expect(text).toBe(`${renderProcessing(testSpec(), 'latest')}# a new line\n`);
    expect(jest.mocked(sleep).mock.calls).toEqual([[2_000]]);
  });

  it('closes its connections if it fails, too', async () => {
    const destroy = jest.spyOn(SSMClient.prototype, 'destroy');

    await expect(handler({ nonsense: true })).rejects.toMatchObject({
      code: 'CUSTOM_RESOURCE_REQUEST_INVALID',
    });

    expect(destroy).toHaveBeenCalledTimes(1);
  });
});
