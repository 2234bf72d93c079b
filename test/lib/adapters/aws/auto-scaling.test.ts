import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { mockClient } from 'aws-sdk-client-mock';
import { type AutoScalingMemory, createAutoScalingLookout } from '../../../../lib/adapters/aws/auto-scaling';

const MINUTE_MS = 60_000;
const autoScaling = mockClient(ApplicationAutoScalingClient);

beforeEach(() => autoScaling.reset());

/** A process that ticks: its clock, its memory, and a new reader for each tick. */
function process() {
  const clock = { ms: 5 * MINUTE_MS };
  const memory: AutoScalingMemory = {};
  const look = () =>
    createAutoScalingLookout({
      client: new ApplicationAutoScalingClient({}),
      cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/telemetry',
      service: 'arn:aws:ecs:eu-west-1:123456789012:service/telemetry/processing',
      clock: { nowMs: () => clock.ms },
      memory,
    })();
  return { clock, look };
}

const asked = () => autoScaling.commandCalls(DescribeScalableTargetsCommand).map(({ args }) => args[0].input);

describe('the check for Application Auto Scaling', () => {
  it('requests only the desired count of this one service', async () => {
    autoScaling.on(DescribeScalableTargetsCommand).resolves({ ScalableTargets: [] });

    expect(await process().look()).toEqual({ kind: 'none' });
    expect(asked()).toEqual([
      {
        ServiceNamespace: 'ecs',
        ResourceIds: ['service/telemetry/processing'],
        ScalableDimension: 'ecs:service:DesiredCount',
      },
    ]);
  });

  it.each([
    ['no right', 'AccessDeniedException'],
    ['no answer in time', 'TimeoutError'],
    ['throttling', 'ThrottlingException'],
  ])('is unknown with %s, and the tick continues', async (_name, name) => {
    autoScaling.on(DescribeScalableTargetsCommand).rejects(Object.assign(new Error(name), { name }));

    expect(await process().look()).toEqual({ kind: 'unknown' });
  });

  it('is unknown if the response lacks the limits', async () => {
    autoScaling
      .on(DescribeScalableTargetsCommand)
      .resolves({ ScalableTargets: [{ MinCapacity: 1 } as never] });

    expect(await process().look()).toEqual({ kind: 'unknown' });
  });

  const all = {
    ...{ DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true },
    ScheduledScalingSuspended: true,
  };
  it.each<[string, object | undefined, object]>([
    ['is not suspended', undefined, { kind: 'attached', min: 2, max: 7 }],
    ['is suspended as a whole', all, { kind: 'none' }],
    ...Object.keys(all).map((part): [string, object, object] => [
      `is suspended but for ${part}`,
      { ...all, [part]: false },
      { kind: 'attached', min: 2, max: 7 },
    ]),
  ])('reports a target that %s', async (_name, SuspendedState, expected) => {
    const target = { MinCapacity: 2, MaxCapacity: 7, SuspendedState };
    autoScaling.on(DescribeScalableTargetsCommand).resolves({ ScalableTargets: [target as never] });

    expect(await process().look()).toEqual(expected);
  });

  it.each([
    ['an answer', 10 * MINUTE_MS - 1, 1],
    ['an answer ten minutes old', 10 * MINUTE_MS, 2],
    ['an answer from a clock that then went back', -1, 2],
  ])('is repeated only after a while, with %s', async (_name, laterMs, times) => {
    autoScaling.on(DescribeScalableTargetsCommand).resolves({ ScalableTargets: [] });
    const { clock, look } = process();
    await look();

    clock.ms += laterMs;
    await look();

    expect(asked()).toHaveLength(times);
  });

  it('remembers a failure too, so that a missing endpoint costs one wait in ten minutes', async () => {
    autoScaling.on(DescribeScalableTargetsCommand).rejectsOnce('down').resolves({ ScalableTargets: [] });
    const { clock, look } = process();

    const answers = [await look(), await look()];
    clock.ms += 10 * MINUTE_MS;

    expect([...answers, await look()]).toEqual([{ kind: 'unknown' }, { kind: 'unknown' }, { kind: 'none' }]);
  });
});
