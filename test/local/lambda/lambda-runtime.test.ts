import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LocalLambda, startLambdaRuntime } from '../../../local/lambda/lambda-runtime';

/** Stands for the built child process, whose behaviour a test writes as JavaScript. */
describe('the process of a function', () => {
  let built: string;
  let runtime: LocalLambda | undefined;

  beforeEach(async () => {
    built = await mkdtemp(path.join(tmpdir(), 'spillway-lambda-'));
    await mkdir(path.join(built, 'local/lambda'), { recursive: true });
  });

  afterEach(async () => {
    await runtime?.stop();
    runtime = undefined;
    await rm(built, { recursive: true, force: true });
  });

  async function start(code: string, timeoutMs = 5_000): Promise<LocalLambda> {
    await writeFile(path.join(built, 'local/lambda/runtime-child.js'), code);
    const logFile = path.join(built, 'function.log');
    runtime = await startLambdaRuntime({ built, env: { ONLY: 'this' }, logFile, timeoutMs });
    return runtime;
  }
  const answering = (answer: string) =>
    `process.send('ready'); process.on('message', ({ id, event, timeoutMs }) => { ${answer} });`;

  it('has the environment that it was given and no other, and gets event and timeout', async () => {
    const { invoke } = await start(
      answering(
        'process.send({ id, result: [Object.keys(process.env).filter((name) => !name.startsWith("NODE_")), event, timeoutMs, process.argv[2]] })',
      ),
    );

    const [env, ...rest] = await invoke<unknown[]>({ action: 'status' });

    expect(env).toEqual(['ONLY']);
    expect(rest).toEqual([{ action: 'status' }, 5_000, path.join(built, 'bundle/index.js')]);
  });

  it('gets no more time than its timeout', async () => {
    const { invoke } = await start(answering(''), 50);

    await expect(invoke({})).rejects.toMatchObject({
      code: 'LAMBDA_TIMED_OUT',
      message: 'The controller did not respond within 0.05 s.',
      hint: expect.stringContaining('function.log'),
    });
  });

  it('is not believed if it answers another event', async () => {
    const { invoke } = await start(answering('process.send({ id: "other", result: 1 })'), 50);

    await expect(invoke({})).rejects.toMatchObject({ code: 'LAMBDA_TIMED_OUT' });
  });

  it.each([
    ['while it starts', 'console.error("cannot start"); process.exit(1)'],
    ['during a call', answering('console.error("cannot start"); process.exit(1)')],
  ])('that exits %s is reported with the end of its log', async (_name, code) => {
    const called = start(code).then(({ invoke }) => invoke({}));

    await expect(called).rejects.toMatchObject({
      code: 'LAMBDA_ENDED',
      message: expect.stringContaining('cannot start'),
    });
    expect(await readFile(path.join(built, 'function.log'), 'utf8')).toContain('cannot start');
  });

  it.each([
    ['KAFKA_TIMEOUT', 'KAFKA_TIMEOUT It is silent.', 'KAFKA_TIMEOUT', 'It is silent.'],
    [
      'TypeError',
      'x is not a function',
      'LAMBDA_FUNCTION_FAILED',
      'The controller failed: TypeError x is not a function',
    ],
  ])('that fails with %s', async (name, said, code, message) => {
    const error = JSON.stringify({ name, message: said });
    const { invoke } = await start(answering(`process.send({ id, error: ${error} })`));

    await expect(invoke({})).rejects.toMatchObject({ code, message });
  });
});
