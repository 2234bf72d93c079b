import { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import { parameterPrefix } from '../../lib/pipeline';
import { ssmClient } from '../../local/world/processing-tier';
import { deleteGroupOnceEmpty } from '../_helpers/kafka/group';
import { pausesOf, tasksStarted } from '../_helpers/world/independent-view';
import { expectAllDelivered, expectStops } from '../_helpers/world/judge-scenario';
import {
  ask,
  flipped,
  hasCode,
  replaceTask,
  requestOver,
  runningTasks,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  tickUntil,
  underTraffic,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();
const PARTITIONS = [0, 1, 2];
const BACKLOG = 90;

/** Live on latest, with two tasks that run on it. */
async function startLive(name: string): Promise<Scenario> {
  const scenario = await startScenario(started.world, {
    name,
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

/** Asks for a rewind of everything to the start, and ticks until ECS stops the tasks. */
async function rewindUntilStopped(scenario: Scenario): Promise<void> {
  await ask(scenario, { action: 'rewind', to: 'earliest' });
  await tickUntil(scenario, 'the stop of the tasks', () => pausesOf(scenario.lane).length > 0);
}

async function deleteParameter({ lane }: Scenario, name: string): Promise<void> {
  const client = ssmClient(lane);
  try {
    await client.send(new DeleteParameterCommand({ Name: `${parameterPrefix(lane.spec)}/${name}` }));
  } finally {
    client.destroy();
  }
}

/** How many spans reached the backend more than once. */
const twice = ({ lane }: Scenario) => lane.delivered().duplicated;

interface Disturbance {
  name: string;
  what: string;
  disturb(scenario: Scenario): Promise<void>;
}

const DONE_ALL_THE_SAME: Disturbance[] = [
  { name: 'plain', what: 'nothing else going on', disturb: async () => {} },
  {
    name: 'commits-before',
    what: 'all commits deleted as soon as the group is Empty',
    disturb: ({ lane }) => deleteGroupOnceEmpty(lane),
  },
  {
    name: 'commits-after',
    what: 'all commits deleted once Spillway has moved them',
    disturb: async ({ lane, operator }) => {
      await operator.until('the commits to be moved', hasCode('OFFSETS_MOVED'));
      await deleteGroupOnceEmpty(lane);
    },
  },
];

describe('a rewind under traffic', () => {
  it.concurrent.each(DONE_ALL_THE_SAME)(
    'with $what: stops once, ends on earliest, and everything is read again',
    async ({ name, disturb }) => {
      const scenario = await startLive(`rewind-${name}`);
      const { operator, lane, world } = scenario;
      await underTraffic(scenario, PARTITIONS, async () => {
        await rewindUntilStopped(scenario);
        await disturb(scenario);
        const over = await operator.until('the end of the rewind', requestOver);
        expect(over.initialOffset.stored).toBe('earliest');
        await operator.until('everything to be read again', () => twice(scenario) >= BACKLOG);
      });

      await expectAllDelivered(scenario, { stops: 1 });
      expect(tasksStarted(world, lane).at(-1)?.initialOffset).toBe('earliest');
    },
    SCENARIO_TIMEOUT_MS,
  );
});

const ENDED_WITH_TASKS: Disturbance[] = [
  {
    name: 'late-stop',
    what: 'an UpdateService(0) without an answer that takes effect 4 s later',
    // Begun before the stop: see below.
    disturb: async () => {},
  },
  {
    name: 'state-gone',
    what: 'the state deleted in the middle of it',
    disturb: (scenario) => deleteParameter(scenario, 'state'),
  },
  {
    name: 'state-refused',
    what: 'state writes refused in the middle of it',
    disturb: async ({ lane }) => {
      lane.aws.injectFault({
        kind: 'refuse',
        operation: 'PutParameter',
        exception: 'AccessDeniedException',
        about: `${parameterPrefix(lane.spec)}/state`,
      });
    },
  },
  {
    name: 'writes-refused',
    what: 'all writes to SSM refused in the middle of it',
    disturb: async ({ lane }) => {
      lane.aws.injectFault({
        kind: 'refuse',
        operation: 'PutParameter',
        exception: 'AccessDeniedException',
        about: parameterPrefix(lane.spec),
      });
    },
  },
  {
    name: 'paused',
    what: 'a pause in the middle of it',
    disturb: async ({ operator }) => void (await operator.command({ action: 'pause' })),
  },
  {
    name: 'cancelled',
    what: 'a cancel in the middle of it',
    disturb: async ({ operator }) => void (await operator.command({ action: 'cancel' })),
  },
];

describe('a rewind that is interrupted', () => {
  it.concurrent.each(ENDED_WITH_TASKS)(
    'with $what: the tasks run again within the limit, and nothing is missing',
    async ({ name, disturb }) => {
      const scenario = await startLive(`cut-${name}`);
      const { lane } = scenario;
      await underTraffic(scenario, PARTITIONS, async () => {
        if (name === 'late-stop') {
          lane.aws.injectFault({
            kind: 'forget',
            operation: 'UpdateService',
            carriedOutAfterMs: 4_000,
            calls: 1,
            about: lane.name,
          });
        }
        await rewindUntilStopped(scenario);
        await disturb(scenario);
        await tickUntil(scenario, 'the tasks to run again', async () => {
          const [pause] = pausesOf(lane);
          return pause?.startedAtMs !== undefined && (await runningTasks(scenario)).length > 0;
        });
        if (name === 'paused') await scenario.operator.command({ action: 'resume' });
        await scenario.write(PARTITIONS);
        // What was given up is not begun again.
        for (let tick = 0; tick < 3; tick++) await scenario.operator.tick().catch(() => {});
        expect(tasksStarted(scenario.world, lane).at(-1)?.initialOffset).toBe('earliest');
      });

      await expectAllDelivered(scenario, { stops: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'by spillway stop: stays stopped until resume',
    async () => {
      const scenario = await startLive('cut-stopped');
      const { operator } = scenario;
      await underTraffic(scenario, PARTITIONS, async () => {
        await rewindUntilStopped(scenario);
        await operator.command({ action: 'stop' });
        const held = await operator.until('the stop', hasCode('HOLD_STOPPED_BY_PERSON'));
        expect(held.tasks.desired).toBe(0);
        const later = [await operator.tick(), await operator.tick(), await operator.tick()];
        expect(later.map(({ tasks }) => tasks.desired)).toEqual([0, 0, 0]);

        await operator.command({ action: 'resume' });
        await operator.until('the tasks to run again', ({ tasks }) => tasks.running === 2);
      });
      await expectAllDelivered(scenario, { stops: 1 });
      expectStops(scenario, 1);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
