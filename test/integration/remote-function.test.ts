import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDeployedFunction } from '../../lib/adapters/aws/deployed-function';
import { SpillwayError } from '../../lib/errors';
import { type LocalAws, startLocalAws } from '../../local/aws';
import { type LambdaRuntime, startLambdaRuntime } from '../../local/lambda/lambda-runtime';
import { freePorts } from '../../local/process/free-ports';
import { waitUntil } from '../../local/process/wait-until';
import { awsEnvironment } from '../../local/world/processing-tier';
import { runCli, startCli } from '../_helpers/cli/process';
import { sampleReport } from '../_helpers/controller/tick-report';

const BUILT = path.resolve(__dirname, '../../dist');

/** The built command line against the built function, over HTTP; nothing listens where its Kafka should be. */
describe('the command line through the deployed function', () => {
  let aws: LocalAws;
  let runtime: LambdaRuntime;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spillway-remote-'));
    aws = await startLocalAws({ launch: () => Promise.reject(new Error('no task is wanted here')) });
    const [port] = await freePorts(1);
    runtime = await startLambdaRuntime({
      built: BUILT,
      env: {
        ...awsEnvironment(aws.endpoint),
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        SPILLWAY_PIPELINE: specFor(`127.0.0.1:${port}`),
      },
      logFile: path.join(folder, 'function.log'),
      timeoutMs: 60_000,
    });
    aws.deployFunction('spillway', { concurrency: 1, invoke: (event) => runtime.invoke(event) });
  });

  afterAll(async () => {
    await runtime?.stop();
    await aws?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A function whose answer comes when it is released, and how often it was called. */
  const deployHeld = (name: string) => {
    const calls: unknown[] = [];
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    aws.deployFunction(name, {
      concurrency: 1,
      async invoke(event) {
        calls.push(event);
        await released;
        return sampleReport();
      },
    });
    return { calls, release: () => release() };
  };

  const deployFailing = (name: string, error: unknown) =>
    aws.deployFunction(name, { concurrency: 1, invoke: () => Promise.reject(error) });

  it('passes on the code and the message with which the function failed', async () => {
    const { code, stdout, stderr } = await runCli(
      ['status', '--function', 'spillway', '--json'],
      aws.endpoint,
    );

    expect(code).toBe(1);
    expect(stderr).toMatch(/^failed: KAFKA_UNREACHABLE .*127\.0\.0\.1/);
    expect(stderr).not.toMatch(/KAFKA_UNREACHABLE.*KAFKA_UNREACHABLE/);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'KAFKA_UNREACHABLE' } });
  });

  it('reports an event that the function cannot read', async () => {
    const deployed = openDeployedFunction('spillway', { env: awsEnvironment(aws.endpoint) });

    await expect(deployed.invoke({ action: 'flip' })).rejects.toMatchObject({ code: 'EVENT_UNKNOWN_ACTION' });
    await expect(deployed.invoke({ action: 'drain', force: true })).rejects.toMatchObject({
      code: 'EVENT_INVALID',
      message: expect.stringContaining('"force"'),
    });
    deployed.destroy();
  });

  it('waits while the function runs for somebody else, and then gets through', async () => {
    const { calls, release } = deployHeld('held');
    const first = startCli(['status', '--function', 'held'], aws.endpoint);
    await waitUntil('the first call', () => calls.length === 1, { timeoutMs: 20_000 });

    const second = startCli(['status', '--function', 'held', '--json'], aws.endpoint);
    await waitUntil(
      'the second one to report it',
      () => second.stderr().includes('another tick is running'),
      {
        timeoutMs: 20_000,
      },
    );
    release();

    expect([await first.ended, await second.ended]).toEqual([0, 0]);
    expect(first.stdout()).toContain('otlp_spans');
    expect(JSON.parse(second.stdout())).toMatchObject({ pipeline: 'checkout' });
    expect(calls).toEqual([{ action: 'status' }, { action: 'status' }]);
  });

  it('stops waiting for the function on Ctrl-C', async () => {
    const { calls, release } = deployHeld('long');
    const cli = startCli(['reconcile', '--function', 'long'], aws.endpoint);
    await waitUntil('the call', () => calls.length === 1, { timeoutMs: 20_000 });

    cli.interrupt();

    expect(await cli.ended).toBe(130);
    expect(cli.stderr()).toContain('Interrupted');
    release();
  });

  it.each<[string, () => void, string, RegExp]>([
    ['is not there', () => {}, 'nobody', /^failed: LAMBDA_FUNCTION_MISSING There is no function nobody/],
    [
      'ran out of time',
      () => deployFailing('slow', new SpillwayError('LAMBDA_TIMED_OUT', 'No answer.', '')),
      'slow',
      /^failed: LAMBDA_FUNCTION_FAILED slow failed: Sandbox\.Timedout/,
    ],
    [
      'ended',
      () => deployFailing('gone', new SpillwayError('LAMBDA_ENDED', 'It ended.', '')),
      'gone',
      /^failed: LAMBDA_FUNCTION_FAILED gone failed: Runtime\.ExitError/,
    ],
    [
      'is another one',
      () => aws.deployFunction('other', { concurrency: 1, invoke: async () => ({ ok: true }) }),
      'other',
      /^failed: LAMBDA_ANSWER_UNREADABLE The response of function other is not/,
    ],
  ])('reports a function that %s', async (_what, deploy, name, said) => {
    deploy();

    const { code, stderr } = await runCli(['status', '--function', name], aws.endpoint);

    expect(code).toBe(1);
    expect(stderr).toMatch(said);
  });

  it('names Lambda if nothing responds there', async () => {
    const [port] = await freePorts(1);

    const { code, stderr } = await runCli(['status', '--function', 'f'], `http://127.0.0.1:${port}`);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^failed: LAMBDA_UNREACHABLE LAMBDA Invoke on f: no answer \(ECONNREFUSED\)/);
  });
});

function specFor(broker: string): string {
  return [
    'name: remote',
    `kafka: { brokers: ['${broker}'] }`,
    'group: otel-processing',
    'signals: { traces: { topic: otlp_spans } }',
    'tiers:',
    '  processing:',
    '    cluster: telemetry',
    '    service: processing',
    "    stopTimeout: '30s'",
    "    backend: { endpoint: 'http://127.0.0.1:1' }",
  ].join('\n');
}
