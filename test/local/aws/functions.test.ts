import { openDeployedFunction } from '../../../lib/adapters/aws/deployed-function';
import { SpillwayError } from '../../../lib/errors';
import { type LocalAws, startLocalAws } from '../../../local/aws';

/** What moto cannot show: its functions run in Docker. */
describe("Lambda's Invoke in the embedded world", () => {
  let aws: LocalAws;

  beforeAll(async () => {
    aws = await startLocalAws({ launch: () => Promise.reject(new Error('no task is wanted here')) });
  });

  afterAll(() => aws.stop());

  const invoke = async (name: string, event: object = {}) => {
    const env = { AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: 'eu-west-1' };
    const deployed = openDeployedFunction(name, { env });
    try {
      return await deployed.invoke(event);
    } finally {
      deployed.destroy();
    }
  };

  it.each([
    'echo',
    'echo:live',
    'arn:aws:lambda:eu-west-1:123456789012:function:echo',
    '123456789012:function:echo',
  ])('finds a function as %s, and passes event and response on unchanged', async (name) => {
    aws.deployFunction('echo', { concurrency: 1, invoke: async (event) => ({ had: event }) });

    expect(await invoke(name, { offset: '9007199254740993', word: 'é' })).toEqual({
      had: { offset: '9007199254740993', word: 'é' },
    });
  });

  it('rejects more concurrent invocations than its limit, and accepts later ones', async () => {
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let entered = 0;
    let twoAreIn: () => void = () => {};
    const bothIn = new Promise<void>((resolve) => {
      twoAreIn = resolve;
    });
    aws.deployFunction('two', {
      concurrency: 2,
      async invoke() {
        entered += 1;
        if (entered === 2) twoAreIn();
        await released;
        return 'done';
      },
    });
    const running = [invoke('two'), invoke('two')];
    await bothIn;

    const third = invoke('two');

    await expect(third).rejects.toMatchObject({ code: 'LAMBDA_BUSY' });
    release();
    expect(await Promise.all(running)).toEqual(['done', 'done']);
    expect(await invoke('two')).toBe('done');
  });

  it.each<[string, unknown, { code: string; message: string }]>([
    [
      'a code',
      new SpillwayError('KAFKA_TIMEOUT', 'No answer.', 'Raise it.'),
      { code: 'KAFKA_TIMEOUT', message: 'No answer. Raise it.' },
    ],
    [
      'something unexpected',
      new TypeError('x is not a function'),
      { code: 'LAMBDA_FUNCTION_FAILED', message: 'failing failed: Error TypeError: x is not a function' },
    ],
    [
      'its time run out',
      new SpillwayError('LAMBDA_TIMED_OUT', 'It gave no answer within 60 s.', ''),
      {
        code: 'LAMBDA_FUNCTION_FAILED',
        message: 'failing failed: Sandbox.Timedout Error: Task timed out. It gave no answer within 60 s.',
      },
    ],
  ])('reports a function that failed with %s', async (_name, error, expected) => {
    aws.deployFunction('failing', { concurrency: 1, invoke: () => Promise.reject(error) });

    await expect(invoke('failing')).rejects.toMatchObject(expected);
    await expect(invoke('failing')).rejects.toMatchObject({ code: expected.code });
  });
});
