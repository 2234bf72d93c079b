import { setTimeout as pause } from 'node:timers/promises';
import { type CuttableRelay, startCuttableRelay } from '../_helpers/kafka/relay-cut';
import { pausesOf, tasksStarted } from '../_helpers/world/independent-view';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import {
  ask,
  flipped,
  hasCode,
  replaceTask,
  requestOver,
  runningTasks,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  type ScenarioOptions,
  startScenario,
  tickUntil,
  underTraffic,
  WORLD_TIMEOUT_MS,
} from '../_helpers/world/scenario';
import { startTestWorld, type TestWorld } from '../_helpers/world/world';

const PARTITIONS = [0, 1, 2];
const BACKLOG = 90;
/** So long the broker does not answer. */
const FROZEN_MS = 20_000;

let relay: CuttableRelay;
let started: TestWorld;

beforeAll(async () => {
  relay = await startCuttableRelay();
  started = await startTestWorld({ kafkaProxy: { advertisedPort: relay.port } });
  relay.forwardTo(started.world.proxiedPort ?? 0);
}, WORLD_TIMEOUT_MS);

afterAll(async () => {
  started?.world.broker?.kill('SIGCONT');
  await started?.stop();
  await relay?.close();
}, 60_000);

async function startLive(
  options: Pick<ScenarioOptions, 'name' | 'controllerBrokers' | 'policy' | 'processing'>,
): Promise<Scenario> {
  const scenario = await startScenario(started.world, {
    ...options,
    partitions: PARTITIONS.length,
    backlog: [],
    maxTasks: 2,
  });
  await scenario.write(PARTITIONS, BACKLOG / PARTITIONS.length);
  await scenario.operator.until('the flip', flipped);
  await replaceTask(scenario);
  await scenario.operator.until('rest', hasCode('LIVE'));
  return scenario;
}

async function untilStopped(scenario: Scenario): Promise<void> {
  await tickUntil(scenario, 'the stop of the tasks', () => pausesOf(scenario.lane).length > 0);
}

async function untilRunning(scenario: Scenario): Promise<void> {
  await tickUntil(scenario, 'the tasks to run again', async () => {
    const [first] = pausesOf(scenario.lane);
    return first?.startedAtMs !== undefined && (await runningTasks(scenario)).length > 0;
  });
}

describe('during a rewind', () => {
  it.concurrent(
    'only the controller loses Kafka: the tasks run again on earliest within the limit',
    async () => {
      const scenario = await startLive({ name: 'cut-off', controllerBrokers: [`127.0.0.1:${relay.port}`] });
      await underTraffic(scenario, PARTITIONS, async () => {
        await ask(scenario, { action: 'rewind', to: 'earliest' });
        await untilStopped(scenario);
        relay.cut();
        await untilRunning(scenario);
        expect(tasksStarted(scenario.world, scenario.lane).at(-1)?.initialOffset).toBe('earliest');
        relay.restore();
        await scenario.operator.until('Kafka to answer again', requestOver);
      });

      await expectAllDelivered(scenario, { stops: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'a Collector ignores SIGTERM: it is killed, its session times out, and what it held is read again',
    async () => {
      const scenario = await startLive({ name: 'ignores-term' });
      const { lane, operator, world } = scenario;
      await underTraffic(scenario, PARTITIONS, async () => {
        // One partition only, so that what the others are owed shows.
        await ask(scenario, { action: 'rewind', to: 'earliest', topic: lane.topic, partitions: [0] });
        const [task = ''] = await runningTasks(scenario);
        world.taskProcesses.get(task)?.kill('SIGSTOP');
        await untilStopped(scenario);
        await untilRunning(scenario);
        await operator.until('the end of it', requestOver);
      });

      await expectAllDelivered(scenario, { stops: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  // Alone, once the others are through: it has no other broker.
  it(
    'the broker does not respond for 20 s: the tasks run again on earliest within the limit',
    async () => {
      const scenario = await startLive({ name: 'frozen' });
      const { operator, world } = scenario;
      await underTraffic(scenario, PARTITIONS, async () => {
        await ask(scenario, { action: 'rewind', to: 'earliest' });
        await untilStopped(scenario);
        world.broker?.kill('SIGSTOP');
        const thawed = pause(FROZEN_MS).then(() => world.broker?.kill('SIGCONT'));
        await untilRunning(scenario);
        await thawed;
        expect(tasksStarted(scenario.world, scenario.lane).at(-1)?.initialOffset).toBe('earliest');
        await operator.until('Kafka to answer again', requestOver);
      });

      await expectAllDelivered(scenario, { stops: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});
