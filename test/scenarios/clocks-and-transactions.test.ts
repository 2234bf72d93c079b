import { writeInTransaction } from '../../local/traffic/span-writer';
import {
  flipped,
  hasCode,
  keepWriting,
  SCENARIO_TIMEOUT_MS,
  startScenario,
  untilDelivered,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const MINUTES_10 = 600_000;

const started = worldForTests();

describe('a producer whose clock is wrong', () => {
  it.each([
    ['10 minutes ahead', 'clock-ahead', MINUTES_10],
    ['10 minutes behind', 'clock-behind', -MINUTES_10],
  ])(
    '%s: flips in the middle of its traffic, and nothing is missing',
    async (_how, name, clockAheadMs) => {
      const scenario = await startScenario(started.world, { name, partitions: 2, backlog: [0] });
      await scenario.write([0, 1], 50, { clockAheadMs });
      // One partition gets both clocks in turn: there the newest record is not the one written last.
      const traffic = keepWriting(scenario, () => [
        { partition: 0, records: 1 },
        { partition: 0, records: 1, clockAheadMs },
        { partition: 1, records: 1, clockAheadMs },
      ]);
      try {
        await scenario.operator.until('the flip', flipped);
      } finally {
        await traffic.stop();
      }

      await untilDelivered(scenario);
      expect(scenario.lane.delivered()).toMatchObject({ missing: 0, duplicated: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('a transaction', () => {
  it(
    'that stays open does not count as drained while its records are unread',
    async () => {
      // Prepare: the backend accepts nothing, so that what is in the log is not consumed either.
      const scenario = await startScenario(started.world, { name: 'open-txn', partitions: 2, backlog: [0] });
      const { operator, lane } = scenario;
      const open = await writeInTransaction(lane, [{ partition: 1, records: 40 }]);

      const first = await operator.tick();
      expect(first.drained).toBe(false);

      // Act: the Collector reads uncommitted records, so the flip needs no end of the transaction.
      await operator.until('the flip', flipped);
      await untilDelivered(scenario);
      expect(lane.delivered()).toMatchObject({ sent: 50, missing: 0 });

      // Assess: its marker changes nothing; records after it arrive.
      await open.commit();
      await scenario.write([0, 1]);
      await untilDelivered(scenario);
      const last = await operator.until('live', hasCode('LIVE'));
      expect([last.phase, last.initialOffset.stored]).toEqual(['live', 'latest']);
    },
    SCENARIO_TIMEOUT_MS,
  );

  it(
    'whose marker is the last thing in the log does not hold the flip',
    async () => {
      const scenario = await startScenario(started.world, { name: 'marker', partitions: 2, backlog: [0] });
      const { operator, lane } = scenario;
      const transaction = await writeInTransaction(lane, [{ partition: 1, records: 20 }]);
      await transaction.commit();

      await operator.until('the flip', flipped);
      await scenario.write([0, 1]);
      await untilDelivered(scenario);

      // Assess: the marker has an offset of its own, which no commit passes until a later record comes.
      expect(lane.delivered()).toMatchObject({ sent: 50, missing: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});
