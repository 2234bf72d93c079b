import { pausesOf } from '../_helpers/world/independent-view';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import { ask, flipped, requestOver, startScenario, untilDelivered } from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

/** Minutes long: `npm run test:scenarios:slow`. */
const describeSlow = process.env.SPILLWAY_SLOW_SCENARIOS ? describe : describe.skip;

const PARTITIONS = [0, 1, 2];
const MOVED = 3;
const BYTES_PER_SECOND = 100_000;
const BETWEEN_LOOKS_MS = 5_000;
/** 9 MB in the queue of one task: 90 s at this rate, and the task is killed after 60 s. */
const PORTIONS = 4;
const RECORDS = 15;
const PADDING_BYTES = 50_000;
const STOP_TIMEOUT_MS = 60_000;
const TIMEOUT_MS = 600_000;

describeSlow('a healthy backend that is slow', () => {
  const started = worldForTests();

  it(
    'what a task still held when it was killed after stopTimeout is read again',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'slow-backend',
        partitions: PARTITIONS.length + 1,
        backlog: [...PARTITIONS, MOVED],
        processing: { stopTimeout: `${STOP_TIMEOUT_MS / 1000}s` },
        policy: { maxPause: '90s' },
      });
      const { lane, operator } = scenario;
      await operator.until('the flip', flipped);
      await untilDelivered(scenario);
      for (let look = 0; look < 3; look++) await operator.tick();
      lane.sink.setMood({ kind: 'slow', bytesPerSecond: BYTES_PER_SECOND });
      for (let portion = 0; portion < PORTIONS; portion++) {
        await scenario.write(PARTITIONS, RECORDS, { paddingBytes: PADDING_BYTES });
      }
      await operator.until(
        'all to be read and committed',
        ({ lag }) => lag.total === '0',
        TIMEOUT_MS,
        BETWEEN_LOOKS_MS,
      );

      await ask(scenario, { action: 'rewind', to: 'earliest', topic: lane.topic, partitions: [MOVED] });
      await operator.until('the end of the rewind', requestOver, TIMEOUT_MS, BETWEEN_LOOKS_MS);
      lane.sink.setMood({ kind: 'accept' });

      await expectAllDelivered(scenario, { stops: 1 });
      // It was killed with data in its queue, or this has shown nothing.
      const [pause] = pausesOf(lane);
      expect((pause?.startedAtMs ?? 0) - (pause?.stoppedAtMs ?? 0)).toBeGreaterThan(STOP_TIMEOUT_MS);
    },
    TIMEOUT_MS,
  );
});
