import { AwsError } from '../../../local/aws/aws-error';
import { type JsonServer, startJsonServer } from '../../../local/aws/json-server';

describe('The JSON 1.1 server', () => {
  let server: JsonServer;

  beforeAll(async () => {
    server = await startJsonServer({
      AmazonSSM: {
        Echo: (input) => ({ had: Object.keys(input) }),
        Refuse: () => {
          throw new AwsError('ParameterNotFound', 'no such thing');
        },
      },
    });
  });

  afterAll(() => server.stop());

  const call = async (target: string, body: string) => {
    const response = await fetch(server.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
      body,
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  it('answers in JSON 1.1', async () => {
    const { status, headers, body } = await call('AmazonSSM.Echo', '{"Name":"/a"}');

    expect({ status, body }).toEqual({ status: 200, body: { had: ['Name'] } });
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
  });

  it.each([
    ['an exception of the service', 'AmazonSSM.Refuse', '{}', 'ParameterNotFound'],
    ['an operation it does not know', 'AmazonSSM.GetDocument', '{}', 'UnknownOperationException'],
    ['a service it does not know', 'AmazonS3.Echo', '{}', 'UnknownOperationException'],
    ['a name that every object has', 'AmazonSSM.constructor', '{}', 'UnknownOperationException'],
    ['no target', '', '{}', 'UnknownOperationException'],
    ['what is not JSON', 'AmazonSSM.Echo', '{"Name', 'SerializationException'],
  ])('returns 400 with the name of the exception for %s', async (_what, target, request, type) => {
    const { status, headers, body } = await call(target, request);

    expect(status).toBe(400);
    expect(body).toMatchObject({ __type: type, message: expect.any(String) });
    expect(headers.get('x-amzn-errortype')).toBe(type);
  });

  it('logs requests and their outcomes, never values or environments', async () => {
    const secret = 'hunter2';
    await call('AmazonSSM.Echo', JSON.stringify({ Name: '/a', Value: secret, Overwrite: false }));
    await call('AmazonSSM.Refuse', JSON.stringify({ containerDefinitions: [{ environment: secret }] }));

    expect(server.calls.slice(-2)).toEqual([
      {
        target: 'AmazonSSM.Echo',
        atMs: expect.any(Number),
        input: { Name: '/a', Overwrite: false },
        outcome: 'ok',
      },
      { target: 'AmazonSSM.Refuse', atMs: expect.any(Number), input: {}, outcome: 'ParameterNotFound' },
    ]);
    expect(JSON.stringify(server.calls)).not.toContain(secret);
  });
});
