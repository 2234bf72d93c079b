import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KafkaClient } from '@aws-sdk/client-kafka';
import { handler } from '../../../lambda/msk-brokers';
import * as settings from '../../../lib/adapters/aws/client-settings';

jest.mock('../../../lib/adapters/aws/client-settings', () => {
  const actual = jest.requireActual('../../../lib/adapters/aws/client-settings');
  return { ...actual, clientSettings: jest.fn(actual.clientSettings) };
});

const ARN = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-2';

/** Stands for MSK and for CloudFormation's address of the answer, both over HTTP. */
describe('the deployed function of the brokers', () => {
  let server: Server;
  let url: string;
  let answers: unknown[];
  const before = { ...process.env };

  beforeEach(async () => {
    answers = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        if (request.method === 'PUT') answers.push(JSON.parse(body));
        response.end(
          JSON.stringify({ bootstrapBrokerStringSaslIam: 'b-3.orders:9098,b-1.orders:9098,b-2.orders:9098' }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.AWS_ENDPOINT_URL_KAFKA = url;
    process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  });

  afterEach(async () => {
    process.env = { ...before };
    await new Promise((resolve) => server.close(resolve));
  });

  it('is patient with MSK, and closes its connections', async () => {
    const destroy = jest.spyOn(KafkaClient.prototype, 'destroy');

    await handler({
      ...{ RequestType: 'Create', ResponseURL: `${url}/answer`, StackId: 's', RequestId: 'r' },
      ...{ LogicalResourceId: 'Brokers', ResourceProperties: { clusterArn: ARN, listener: 'iam' } },
    });

    expect(settings.clientSettings).toHaveBeenLastCalledWith('KAFKA', {
      ...{ env: process.env, region: 'eu-west-1', requestTimeoutMs: 10_000, maxAttempts: 5 },
    });
    expect(destroy).toHaveBeenCalledTimes(1);
    destroy.mockRestore();
  });

  it('asks MSK and sends the response to CloudFormation', async () => {
    await handler({
      ...{ RequestType: 'Create', ResponseURL: `${url}/answer`, StackId: 's', RequestId: 'r' },
      ...{ LogicalResourceId: 'Brokers', ResourceProperties: { clusterArn: ARN, listener: 'iam' } },
    });

    const brokers = 'b-1.orders:9098,b-2.orders:9098,b-3.orders:9098';
    expect(answers).toEqual([
      expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: brokers, Data: { Brokers: brokers } }),
    ]);
  });
});
