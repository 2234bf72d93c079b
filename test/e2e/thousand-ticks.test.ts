import { awsEnvironment } from '../../local/world/processing-tier';
import { type Held, tickInOneProcess } from '../_helpers/lambda/ticking-process';
import { startScenario } from '../_helpers/world/scenario';
import { startScriptedWorld } from '../_helpers/world/scripted-world';
import { worldForTests } from '../_helpers/world/world-for-tests';

/*
 * A function's process lives for hours. Whatever a tick leaves behind would add up.
 */

const TICKS = 1_000;
const EVERY = 250;
/** Compiled code and caches of the SDK still grow a little after the first ticks. */
const MOST_GROWTH_BYTES = 4 * 1024 * 1024;

jest.setTimeout(600_000);

function expectFlat(held: readonly Held[], failed: number): void {
  const [first, ...others] = held;
  if (!first) throw new Error('nothing was measured');
  expect(others).toHaveLength(TICKS / EVERY - 1);
  expect(held.map((each) => each.failed)).toEqual(held.map(() => failed));
  for (const each of others) {
    const { usedBytes, resources, sockets } = each;
    expect({ ...each, grownBy: usedBytes - first.usedBytes < MOST_GROWTH_BYTES }).toMatchObject({
      grownBy: true,
    });
    expect(resources).toEqual(first.resources);
    // Idle connections to AWS are closed and opened now and then.
    expect(sockets).toBeLessThanOrEqual(first.sockets + 2);
  }
}

describe('1,000 ticks in one process leave nothing behind: memory, handles and sockets', () => {
  const started = worldForTests();

  it('on a real Kafka', async () => {
    const { lane } = await startScenario(started.world, { name: 'thousand', partitions: 3, backlog: [0, 1] });

    const held = await tickInOneProcess(
      {
        ...{ ...awsEnvironment(lane.aws.endpoint), ...lane.secrets },
        ...{ SPILLWAY_PIPELINE: lane.specText, SPILLWAY_FOLLOW_UP_MS: '0' },
      },
      { ticks: TICKS, every: EVERY },
    );

    expectFlat(held, 0);
  });

  it('while each tick fails, because the broker sends what is not Kafka’s protocol', async () => {
    const world = await startScriptedWorld({
      kafka: { answers: { Metadata: () => ({ raw: Buffer.from('7fffffff', 'hex') }) } },
    });
    try {
      const held = await tickInOneProcess(
        {
          ...awsEnvironment(world.aws.endpoint),
          ...{ SPILLWAY_PIPELINE: world.specText, SPILLWAY_FOLLOW_UP_MS: '0' },
        },
        { ticks: TICKS, every: EVERY },
      );

      expectFlat(held, EVERY);
    } finally {
      await world.close();
    }
  });
});
