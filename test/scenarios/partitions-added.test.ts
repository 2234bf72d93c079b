import { setTimeout as pause } from 'node:timers/promises';
import { addPartitions } from '../../local/kafka/topics';
import { pausesOf } from '../_helpers/world/independent-view';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import {
  codesOf,
  flipped,
  hasCode,
  replaceTask,
  runningTasks,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  underTraffic,
  untilDelivered,
  untilDeliveredTicking,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();
const BEFORE = 2;
const AFTER = 4;
const NEW_ONES = [2, 3];
/** How a partition with a commit in the log shows. */
const READ: ReadonlySet<string> = new Set(['caught-up', 'behind']);

/** When partitions are added by Kafka's own tools, against the tick that stores latest. */
interface Moment {
  name: string;
  when: string;
  /** Resolves when latest is stored and the partitions exist, in either order. */
  flipAndAdd(scenario: Scenario, add: () => Promise<void>): Promise<void>;
}

const untilFlip = ({ operator }: Scenario) => operator.until('latest to be stored', flipped);

const MOMENTS: Moment[] = [
  {
    name: 'early',
    when: 'while the count has still to stay the same',
    async flipAndAdd(scenario, add) {
      await scenario.operator.until('it to settle', hasCode('DRAINED_SETTLING'));
      await add();
      await untilFlip(scenario);
    },
  },
  {
    name: 'with-the-tick',
    when: 'at the same time as ticks, until one stores latest',
    async flipAndAdd(scenario, add) {
      await scenario.operator.until('it to settle', hasCode('DRAINED_SETTLING'));
      const adding = pause(4_500).then(add);
      await untilFlip(scenario);
      await adding;
    },
  },
  ...[0, 300, 1_000, 3_000].map((afterMs) => ({
    name: `after-${afterMs}`,
    when: `${afterMs} ms after latest was stored`,
    async flipAndAdd(scenario: Scenario, add: () => Promise<void>) {
      await untilFlip(scenario);
      await pause(afterMs);
      await add();
    },
  })),
];

describe('partitions added around the moment in which latest is stored, and a task replaced', () => {
  it.concurrent.each(MOMENTS)(
    '$when: nothing is missing, and only a repair stops the tasks',
    async ({ name, flipAndAdd }) => {
      const scenario = await startScenario(started.world, {
        name: `moment-${name}`,
        partitions: BEFORE,
        backlog: [0, 1],
        maxTasks: 2,
      });
      const { operator, lane } = scenario;
      let there = BEFORE;
      await underTraffic(
        scenario,
        () => Array.from({ length: there }, (_, partition) => partition),
        async () => {
          await flipAndAdd(scenario, async () => {
            await addPartitions(lane.bootstrap, lane.topic, AFTER);
            // The records are written before any receiver knows of the partitions.
            await scenario.write(NEW_ONES, 30);
            there = AFTER;
          });
          await replaceTask(scenario);
          await operator.until(
            'everything to be covered',
            (report) =>
              report.lag.topics[0]?.partitions.length === AFTER &&
              report.lag.topics[0].partitions.every(({ state }) => READ.has(state)) &&
              report.recreate === undefined &&
              report.roll === undefined &&
              !hasCode('HOLD_REPAIR_PENDING')(report),
          );
        },
      );
      await untilDeliveredTicking(scenario);

      const repairs = codesOf(scenario).includes('REPAIR_STARTED') ? 1 : 0;
      await expectAllDelivered(scenario, { stops: repairs });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

/** Does `work` while no task can ask the broker for anything. */
async function whileTasksHang(scenario: Scenario, work: () => Promise<void>): Promise<void> {
  const tasks = (await runningTasks(scenario)).map((task) => scenario.world.taskProcesses.get(task));
  for (const task of tasks) task?.kill('SIGSTOP');
  try {
    await work();
  } finally {
    for (const task of tasks) task?.kill('SIGCONT');
  }
}

describe('partitions added by somebody else while latest is in force', () => {
  it.concurrent(
    'are reported with an upper bound of what was skipped, and repaired, so that nothing is missing',
    async () => {
      // Prepare: live on latest, with a task that runs on it.
      const scenario = await startScenario(started.world, {
        name: 'behind',
        partitions: BEFORE,
        backlog: [0, 1],
      });
      const { operator, lane } = scenario;
      await operator.until('the flip', flipped);
      await replaceTask(scenario);
      await untilDelivered(scenario);

      // Act: two more, with records before any receiver can refresh its metadata; no tick is made meanwhile.
      await whileTasksHang(scenario, async () => {
        await addPartitions(lane.bootstrap, lane.topic, AFTER);
        await scenario.write(NEW_ONES, 30);
      });
      const before = lane.delivered().delivered;
      while (lane.delivered().delivered === before) {
        await scenario.write([2], 1);
        await pause(300);
      }
      const skipped = lane.delivered().missing;

      // Assess: this is the loss that the controller exists to repair.
      expect(skipped).toBeGreaterThanOrEqual(30);
      const repaired = await operator.until('the repair', hasCode('OFFSETS_REPAIRED'));
      const lines = repaired.reasons.map(({ line }) => line).join('\n');
      expect(Number(/at most (\d+) records/.exec(lines)?.[1])).toBeGreaterThanOrEqual(skipped);
      await untilDeliveredTicking(scenario);
      await expectAllDelivered(scenario, { stops: 1 });
      expect(pausesOf(lane)).toHaveLength(1);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
