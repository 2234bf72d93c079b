import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { createHandler } from '../../lambda/handler';
import { parsePipelineSpec } from '../../lib/pipeline';
import { coldMemory, openTick } from '../../lib/runtime/open-tick';
import { freePorts } from '../../local/process/free-ports';
import { awsEnvironment, deployProcessingTier, ssmClient } from '../../local/world/processing-tier';
import { worldForTests } from '../_helpers/world/world-for-tests';

const password = 'correct-horse';
const started = worldForTests({ auth: { mechanism: 'SCRAM-SHA-256', username: 'otel', password } });

beforeAll(() => deployProcessingTier(started.world), 60_000);

/** Invokes the handler with the spec's text changed, and with this environment on top. */
async function invoke(change: (spec: string) => string = (spec) => spec, env: Record<string, string> = {}) {
  const { world } = started;
  const spec = parsePipelineSpec(change(world.specText), 'pipeline.yaml');
  const handler = createHandler({
    open: ({ holder, leaseMs }) =>
      openTick({
        spec,
        env: { ...awsEnvironment(world.aws.endpoint), ...world.secrets, ...env },
        holder,
        leaseMs,
        warm: coldMemory(),
      }),
    telemetry: { call() {}, failure() {} },
    followUpMs: 0,
    sleep: async () => {},
    nowMs: () => Date.now(),
  });
  return handler({}, { awsRequestId: 'bad-input', getRemainingTimeInMillis: () => 60_000 });
}

/** Calls that change something, made while `work` ran. */
async function mutationsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const { calls } = started.world.aws;
  const before = calls.length;
  await work();
  return calls
    .slice(before)
    .map(({ target }) => target)
    .filter((target) => /\.(Put|Delete|Update|Create)/.test(target));
}

async function refused(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected a coded error');
}

const NAME = '/spillway/test';

describe('bad input gives an error code that says what was tried and what to do, and changes nothing', () => {
  it('a broker that nothing listens on', async () => {
    const [port] = await freePorts(1);

    const mutations = await mutationsDuring(async () => {
      const error = await refused(() =>
        invoke((spec) => spec.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`)),
      );
      expect(error).toMatchObject({
        name: 'KAFKA_UNREACHABLE',
        message: expect.stringContaining(`127.0.0.1:${port}`),
      });
    });

    expect(mutations).toEqual([]);
  }, 60_000);

  it('a wrong password, which is not retried', async () => {
    const wrong = 'wrong-battery-staple';

    const mutations = await mutationsDuring(async () => {
      const error = await refused(() => invoke(undefined, { SPILLWAY_KAFKA_PASSWORD: wrong }));
      expect(error).toMatchObject({
        name: 'KAFKA_AUTH_FAILED',
        message: expect.stringContaining('SCRAM-SHA-256'),
      });
      expect(error.message).not.toContain(wrong);
    });

    expect(mutations).toEqual([]);
  }, 60_000);

  it('a topic that does not exist causes a hold, with what to do', async () => {
    const mutations = await mutationsDuring(async () => {
      const { phase, reasons } = await invoke((spec) => spec.replace('topic: otlp_logs', 'topic: otlp_lgos'));
      expect(phase).toBe('held');
      expect(reasons.map(({ line }) => line).join('\n')).toMatch(/HOLD_TOPIC_MISSING.*otlp_lgos.*create it/);
    });

    // Its six partitions are known, and nothing unknown ever blocks scaling out.
    expect(mutations.filter((target) => target.includes('PutParameter'))).not.toContain(
      'AmazonSSM.DeleteParameter',
    );
    const stored = await config();
    expect(stored).toContain('initial_offset: earliest');
  }, 60_000);

  it('a service that does not exist', async () => {
    const mutations = await mutationsDuring(async () => {
      const error = await refused(() =>
        invoke((spec) => spec.replace('service: processing', 'service: nowhere')),
      );
      expect(error).toMatchObject({
        name: 'ECS_SERVICE_MISSING',
        message: expect.stringContaining('nowhere'),
      });
    });

    expect(mutations).toEqual([]);
  }, 60_000);

  it.each([['a malformed state', 'state', '{"version":1,', 'STATE_MALFORMED']])(
    '%s',
    async (_name, which, value, code) => {
      const restore = await replaceParameter(`${NAME}/${which}`, value);
      try {
        const mutations = await mutationsDuring(async () => {
          const error = await refused(() => invoke());
          expect(error).toMatchObject({ name: code, message: expect.stringMatching(/\. \S/) });
        });
        expect(mutations).toEqual([]);
      } finally {
        await restore();
      }
    },
    60_000,
  );

  it('a malformed live config causes a hold that says what is wrong, and stops no task', async () => {
    const restore = await replaceParameter(`${NAME}/config`, 'receivers: [}');
    try {
      const report = await invoke();

      expect(report.reasons.map(({ line }) => line)).toContainEqual(
        expect.stringMatching(/^HOLD_CONFIG_NOT_EDITABLE: CONFIG_MALFORMED .* not valid YAML/),
      );
      expect(report.action).toBeUndefined();
    } finally {
      await restore();
    }
  }, 60_000);

  it('a missing live config', async () => {
    const restore = await replaceParameter(`${NAME}/config`, undefined);
    try {
      const mutations = await mutationsDuring(async () => {
        const error = await refused(() => invoke());
        expect(error).toMatchObject({
          name: 'CONFIG_PARAMETER_MISSING',
          message: expect.stringContaining(`${NAME}/config`),
        });
      });
      expect(mutations).toEqual([]);
    } finally {
      await restore();
    }
  }, 60_000);
});

async function config(): Promise<string> {
  const client = ssmClient(started.world);
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: `${NAME}/config` }));
    return Parameter?.Value ?? '';
  } finally {
    client.destroy();
  }
}

/** Overwrites or deletes a parameter. Returns a function that restores it. */
async function replaceParameter(name: string, value: string | undefined): Promise<() => Promise<void>> {
  const client = ssmClient(started.world);
  const put = (text: string) =>
    client.send(
      new PutParameterCommand({
        Name: name,
        Value: text,
        Type: 'String',
        Overwrite: true,
        Tier: 'Intelligent-Tiering',
      }),
    );
  const before = await client.send(new GetParameterCommand({ Name: name })).then(
    ({ Parameter }) => Parameter?.Value,
    () => undefined,
  );
  if (value === undefined) await client.send(new DeleteParameterCommand({ Name: name }));
  else await put(value);
  return async () => {
    if (before === undefined) await client.send(new DeleteParameterCommand({ Name: name }));
    else await put(before);
    client.destroy();
  };
}
