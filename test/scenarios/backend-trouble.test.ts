import type { CommandEvent } from '../../lib/runtime/event-schema';
import { waitUntil } from '../../local/process/wait-until';
import type { SinkMood } from '../../local/sink/start-sink';
import { TrafficLedger } from '../../local/traffic/ledger';
import { openSpanWriter } from '../../local/traffic/span-writer';
import { startController } from '../../local/world/controller';
import { commitsOf, recreateTopic } from '../_helpers/kafka/group';
import { expectAllDelivered, expectStops } from '../_helpers/world/judge-scenario';
import {
  ask,
  BUILT,
  flipped,
  hasCode,
  requestOver,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  underTraffic,
  untilDelivered,
  untilDeliveredTicking,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();
const PARTITIONS = [0, 1, 2];
/** What is written while the backend is in trouble: tasks read it, commit it and hold it. */
const HELD = 30;
/** A partition without traffic, for commands. */
const MOVED = 3;

const DOWN: SinkMood = { kind: 'refuse', status: 503 };
const REFUSES_SOME: SinkMood = { kind: 'refuse-some', status: 503, every: 20 };

/** Live, and a look at everything delivered has been taken. */
async function startDelivered(name: string, maxTasks = 1): Promise<Scenario> {
  const scenario = await startScenario(started.world, {
    name,
    partitions: PARTITIONS.length + 1,
    backlog: [...PARTITIONS, MOVED],
    maxTasks,
  });
  const { operator } = scenario;
  await operator.until('the flip', flipped);
  await untilDelivered(scenario);
  for (let look = 0; look < 4; look++) await operator.tick();
  return scenario;
}

/** The backend gets into trouble, and tasks hold what they read from now on. */
async function withHeldData(scenario: Scenario, mood: SinkMood): Promise<void> {
  const { lane, operator } = scenario;
  lane.sink.setMood(mood);
  await scenario.write(PARTITIONS, HELD / PARTITIONS.length);
  await operator.until('all of it to be read and committed', ({ lag }) => lag.total === '0');
}

/** Records that a skip gives up, so they do not count as missing. */
async function writeToGiveUp({ lane }: Scenario): Promise<void> {
  const writer = await openSpanWriter({ ...lane, ledger: new TrafficLedger() });
  try {
    await writer.write([{ partition: MOVED, records: 20 }]);
  } finally {
    await writer.close();
  }
}

describe('a backend that is down, and tasks that hold what they have read', () => {
  it.concurrent(
    'a rewind also reads what they held again',
    async () => {
      const scenario = await startDelivered('down-rewind');
      const { lane, operator } = scenario;
      await withHeldData(scenario, DOWN);
      const { answer } = await ask(scenario, {
        action: 'rewind',
        to: 'earliest',
        topic: lane.topic,
        partitions: [MOVED],
      });
      expect(answer?.cost).toMatchObject({ stops: 1, queued: { kind: 'read-again' } });
      await operator.until('the end of the rewind', requestOver);
      lane.sink.setMood({ kind: 'accept' });

      await expectAllDelivered(scenario, { stops: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'a skip also reads what they held of other partitions again',
    async () => {
      const scenario = await startDelivered('down-skip');
      const { lane, operator } = scenario;
      await withHeldData(scenario, DOWN);
      // Not read yet when the command comes, or else there is nothing to skip.
      await writeToGiveUp(scenario);
      await ask(scenario, { action: 'skip', to: 'latest', topic: lane.topic, partitions: [MOVED] });
      await operator.until('the end of the skip', requestOver);
      lane.sink.setMood({ kind: 'accept' });

      await untilDelivered(scenario);
      expect(lane.delivered().missing).toBe(0);
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'a drain and a rewind of 0 offsets stop nothing',
    async () => {
      const scenario = await startDelivered('down-drain');
      const { lane, operator } = scenario;
      await withHeldData(scenario, DOWN);
      await ask(scenario, { action: 'drain' });
      await operator.until('the end of the drain', requestOver);
      const { answer } = await ask(scenario, {
        action: 'rewind',
        to: '1000000',
        topic: lane.topic,
        partitions: [MOVED],
      });
      expect(answer?.cost).toMatchObject({ stops: 0, offsets: '0' });
      await operator.until('the end of the rewind', requestOver);
      expectStops(scenario, 0);
      lane.sink.setMood({ kind: 'accept' });

      await expectAllDelivered(scenario, { stops: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'nothing automatic stops them: a recreated topic waits for the backend',
    async () => {
      const scenario = await startDelivered('down-recreated', 2);
      const { lane, operator } = scenario;
      await withHeldData(scenario, DOWN);
      await recreateTopic(lane, PARTITIONS.length + 1);
      await operator.until('the hold', hasCode('HOLD_UNSENT'));
      for (let tick = 0; tick < 5; tick++) await operator.tick();
      expectStops(scenario, 0);
      lane.sink.setMood({ kind: 'accept' });
      await scenario.write(PARTITIONS);

      await operator.until('everything to arrive', () => lane.delivered().missing === 0);
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'a recreated topic is read from its start, although they commit the old offsets for it',
    async () => {
      const scenario = await startScenario(started.world, {
        ...{ name: 'down-ahead', partitions: 1, backlog: [0], delivery: 'at-least-once' },
        // On earliest all the time.
        policy: { stableFor: '1h' },
      });
      const { lane, operator } = scenario;
      await operator.until('the backlog to be read', ({ drained }) => drained);
      lane.sink.setMood(DOWN);
      await scenario.write([0], HELD);
      await waitUntil('a refusal', () => lane.sink.disturbed() > 0, { timeoutMs: SCENARIO_TIMEOUT_MS });
      await recreateTopic(lane, 1);
      lane.sink.setMood({ kind: 'accept' });
      await untilDelivered(scenario);
      await waitUntil(
        'the commit of the old topic',
        async () => ((await commitsOf(lane)).get(0) ?? 0n) > BigInt(HELD),
        { timeoutMs: SCENARIO_TIMEOUT_MS },
      );
      await scenario.write([0]);

      await untilDeliveredTicking(scenario);
      await operator.until('the end of the repair', requestOver);
      expectStops(scenario, 1);
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'if it is unknown what they hold, a rewind is rejected unless its loss is accepted',
    async () => {
      const scenario = await startDelivered('down-unknown');
      const { lane, operator } = scenario;
      await withHeldData(scenario, DOWN);
      // A controller that is started now has seen nothing delivered.
      operator.use(await startController(lane, { built: BUILT }));
      for (let look = 0; look < 3; look++) await operator.tick();
      const rewind: CommandEvent = {
        action: 'rewind',
        to: 'earliest',
        topic: lane.topic,
        partitions: [MOVED],
      };
      const { answer } = await operator.command(rewind);
      expect(answer).toMatchObject({ accepted: false, cost: { queued: { kind: 'at-stake' } } });
      expect(answer?.lines.join('\n')).toMatch(/--accept-queue-loss/);
      expectStops(scenario, 0);

      await ask(scenario, { ...rewind, acceptQueueLoss: true });
      await operator.until('the end of the rewind', requestOver);
      expectStops(scenario, 1);
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('a backend that refuses 5 % of the requests', () => {
  it.concurrent(
    'a rewind under traffic loses nothing',
    async () => {
      const scenario = await startDelivered('some-rewind');
      const { lane, operator } = scenario;
      lane.sink.setMood(REFUSES_SOME);
      await underTraffic(scenario, PARTITIONS, async () => {
        await ask(scenario, { action: 'rewind', to: 'earliest', topic: lane.topic, partitions: [MOVED] });
        await operator.until('the end of the rewind', requestOver);
      });

      await expectAllDelivered(scenario, { stops: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});
