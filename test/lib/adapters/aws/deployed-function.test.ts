import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { openDeployedFunction } from '../../../../lib/adapters/aws/deployed-function';

const lambda = mockClient(LambdaClient);
const NAME = 'spillway-checkout:status';

beforeEach(() => lambda.reset());
afterEach(() => jest.restoreAllMocks());

const open = () => openDeployedFunction(NAME, { env: {}, region: 'eu-central-1' });
const payload = (text: string) => ({ Payload: Buffer.from(text) as never });
const failed = (error: object) => ({ FunctionError: 'Unhandled', ...payload(JSON.stringify(error)) });
const thrown = (name: string) => Object.assign(new Error('was said'), { name });

describe('a call of the deployed function', () => {
  it('sends the event to the function that was named, and returns its response', async () => {
    lambda.on(InvokeCommand).resolves(payload('{"outcome":"looked"}'));

    expect(await open().invoke({ action: 'status' })).toEqual({ outcome: 'looked' });

    const [call] = lambda.commandCalls(InvokeCommand);
    const { FunctionName, Payload, InvocationType } = call?.args[0].input ?? {};
    expect({ FunctionName, InvocationType }).toEqual({ FunctionName: NAME, InvocationType: undefined });
    expect(String(Payload)).toBe('{"action":"status"}');
  });

  it('ends with its signal', async () => {
    lambda.on(InvokeCommand).resolves(payload('{}'));
    const { signal } = new AbortController();

    await open().invoke({}, signal);
    await open().invoke({});

    const given = lambda.commandCalls(InvokeCommand).map(({ args }) => (args as unknown[])[1]);
    expect(given).toEqual([{ abortSignal: signal }, undefined]);
  });

  it.each([
    ['no payload', {}],
    ['no JSON', payload('<html>')],
  ])('returns nothing for %s, which the caller reports', async (_name, response) => {
    lambda.on(InvokeCommand).resolves(response);

    expect(await open().invoke({})).toBeUndefined();
  });

  it.each([
    ['its concurrency is in use', thrown('TooManyRequestsException'), 'LAMBDA_BUSY', /in a minute/],
    ['there is none', thrown('ResourceNotFoundException'), 'LAMBDA_FUNCTION_MISSING', /region/],
    [
      'no right',
      thrown('AccessDeniedException'),
      'LAMBDA_ACCESS_DENIED',
      /lambda:InvokeFunction on spillway/,
    ],
    ['no answer', thrown('TimeoutError'), 'LAMBDA_UNREACHABLE', /lambda interface endpoint/],
    ['a bad request', thrown('InvalidParameterValueException'), 'LAMBDA_REQUEST_FAILED', /why/],
  ])('that AWS refuses has a code: %s', async (_name, error, code, hint) => {
    lambda.on(InvokeCommand).rejects(error);

    await expect(open().invoke({})).rejects.toMatchObject({
      ...{ code, hint: expect.stringMatching(hint), cause: error },
      message: expect.stringContaining(NAME),
    });
  });

  it('that fails in the function has the code of the function, which is not repeated in the message', async () => {
    lambda
      .on(InvokeCommand)
      .resolves(failed({ errorType: 'KAFKA_TIMEOUT', errorMessage: 'KAFKA_TIMEOUT Kafka is silent.' }));

    await expect(open().invoke({})).rejects.toMatchObject({
      code: 'KAFKA_TIMEOUT',
      message: 'Kafka is silent.',
      hint: `(reported by ${NAME})`,
    });
  });

  it.each([
    [
      { errorType: 'Runtime.OutOfMemory', errorMessage: 'signal: killed' },
      `${NAME} failed: Runtime.OutOfMemory signal: killed`,
    ],
    [
      { errorMessage: 'Task timed out after 60.00 seconds' },
      `${NAME} failed: Task timed out after 60.00 seconds`,
    ],
    [{}, `${NAME} failed: no message`],
    [{ errorType: 'x', errorMessage: 'm'.repeat(3_000) }, `${NAME} failed: x ${'m'.repeat(2_000)}`],
  ])('that ends otherwise may have done part of its work: %#', async (error, message) => {
    lambda.on(InvokeCommand).resolves(failed(error));

    await expect(open().invoke({})).rejects.toMatchObject({ code: 'LAMBDA_FUNCTION_FAILED', message });
  });

  it('waits as long as a function may run, and is made once, in the region of the options', async () => {
    lambda.on(InvokeCommand).resolves(payload('{}'));
    const destroy = jest.spyOn(LambdaClient.prototype, 'destroy');
    const opened = open();

    await opened.invoke({});
    opened.destroy();

    const [call] = lambda.commandCalls(InvokeCommand);
    const { config } = (call?.thisValue ?? {}) as LambdaClient;
    const handler = config.requestHandler as unknown as { configProvider: Promise<object> };
    expect(await handler.configProvider).toMatchObject({ requestTimeout: 910_000, connectionTimeout: 2_000 });
    expect([await config.maxAttempts(), await config.region()]).toEqual([1, 'eu-central-1']);
    expect(destroy).toHaveBeenCalledTimes(1);
  });
});
