import type * as entry from '../../lambda';
import type * as errors from '../../lib/errors';
import type * as runtime from '../../lib/runtime/open-tick';

const SPEC = `
name: test
kafka: { brokers: ['kafka-1:9092'] }
group: g
signals: { traces: { topic: otlp_spans } }
tiers: { processing: { cluster: c, service: s, backend: { endpoint: https://otlp.example.com } } }
`;

jest.mock('../../lib/runtime/open-tick', () => ({
  ...jest.requireActual('../../lib/runtime/open-tick'),
  openTick: jest.fn(),
}));

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 40_000 };

/** The function in a new process. */
describe('the deployed function', () => {
  const before = { ...process.env };
  let handler: (typeof entry)['handler'];
  let openTick: jest.MockedFunction<(typeof runtime)['openTick']>;
  let output: string[];

  beforeEach(() => {
    jest.resetModules();
    ({ handler } = require('../../lambda'));
    openTick = require('../../lib/runtime/open-tick').openTick;
    const { SpillwayError }: typeof errors = require('../../lib/errors');
    openTick.mockReset().mockRejectedValue(new SpillwayError('SECRET_MISSING', 'PW is not set.', 'Set it.'));
    process.env.SPILLWAY_PIPELINE = SPEC;
    process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
    output = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => output.push(String(text)) > 0);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    process.env = { ...before };
  });

  it('opens each tick with its spec and environment, its request, and a lease beyond its timeout', async () => {
    await expect(handler({}, context)).rejects.toMatchObject({ name: 'SECRET_MISSING' });

    expect(openTick).toHaveBeenCalledTimes(1);
    expect(openTick.mock.calls[0]?.[0]).toEqual({
      spec: expect.objectContaining({ name: 'test', group: 'g' }),
      env: process.env,
      ...{ holder: 'request-1', leaseMs: 55_000, warm: { autoScaling: {}, kafka: {} } },
    });
  });

  it('keeps what is warm from one invocation to the next', async () => {
    await handler({}, context).catch(() => {});
    await handler({ action: 'status' }, context).catch(() => {});

    const [first, second] = openTick.mock.calls.map(([options]) => options.warm);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it('writes its metrics to standard output, from which CloudWatch reads them', async () => {
    await handler({}, context).catch(() => {});

    expect(output.map((line) => JSON.parse(line))).toMatchObject([{ pipeline: 'test', TickFailed: 1 }]);
    expect(Math.abs(JSON.parse(output[0] ?? '')._aws.Timestamp - Date.now())).toBeLessThan(60_000);
  });

  it('counts a target such as 15m back from the clock of its process', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 15, 12));

    const future = handler({ action: 'rewind', to: '2026-01-15T12:00:01Z' }, context);

    await expect(future).rejects.toMatchObject({ message: expect.stringContaining('in the future') });
    now.mockReturnValue(Date.UTC(2026, 0, 15, 13));
    await expect(handler({ action: 'rewind', to: '2026-01-15T12:00:01Z' }, context)).rejects.toMatchObject({
      name: 'SECRET_MISSING',
    });
  });

  it('fails with the code of a wrong environment, and reads it again at the next invocation', async () => {
    delete process.env.SPILLWAY_PIPELINE;
    await expect(handler({}, context)).rejects.toMatchObject({
      name: 'ENVIRONMENT_NO_PIPELINE',
      message: expect.stringContaining('SPILLWAY_PIPELINE_FILE'),
    });
    expect(openTick).not.toHaveBeenCalled();
    process.env.SPILLWAY_PIPELINE = SPEC;

    await expect(handler({}, context)).rejects.toMatchObject({ name: 'SECRET_MISSING' });
  });
});
