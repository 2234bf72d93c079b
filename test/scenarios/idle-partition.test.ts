import {
  codesOf,
  flipped,
  hasCode,
  SCENARIO_TIMEOUT_MS,
  startScenario,
  untilDelivered,
} from '../_helpers/scenario';
import { worldForTests } from '../_helpers/world-for-tests';

const started = worldForTests();

const IDLE = 2;

describe('a partition that never had a record', () => {
  it(
    'holds the flip under wait, until its first record',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'idle-wait',
        partitions: 3,
        backlog: [0, 1],
        policy: { idlePartitions: 'wait' },
      });
      const { operator } = scenario;

      // Act: it holds, tick after tick.
      const held = await operator.until(
        'the hold',
        (report) => report.phase === 'held' && hasCode('HOLD_NO_COMMIT')(report),
      );
      const ticks = [await operator.tick(), await operator.tick(), await operator.tick()];

      expect(held.reasons.find(({ code }) => code === 'HOLD_NO_COMMIT')?.where).toEqual([
        { topic: 'spans-idle-wait', partitions: [IDLE] },
      ]);
      for (const { phase, initialOffset } of ticks)
        expect([phase, initialOffset.stored]).toEqual(['held', 'earliest']);

      // Act: with a record there is a commit, and nothing holds any more.
      await scenario.write([IDLE]);
      await operator.until('the flip', flipped);
      await scenario.write([0, 1, IDLE]);
      await untilDelivered(scenario);
      expect(scenario.lane.delivered()).toMatchObject({ sent: 60, missing: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it(
    'is seeded under seed, so that what comes to it after the flip arrives',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'idle-seed',
        partitions: 3,
        backlog: [0, 1],
      });

      await scenario.operator.until('the flip', flipped);
      await scenario.write([IDLE]);

      await untilDelivered(scenario);
      expect(codesOf(scenario)).toContain('OFFSETS_SEEDED');
      expect(scenario.lane.delivered()).toMatchObject({ sent: 30, missing: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});
