import { waitUntil } from '../../local/process/wait-until';
import { commit, commitsOf, deleteGroupOnceEmpty } from '../_helpers/kafka/group';
import { pausesOf, tasksStarted } from '../_helpers/world/independent-view';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import {
  codesOf,
  flipped,
  hasCode,
  requestOver,
  runningTasks,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  stopTask,
  untilDelivered,
  untilDeliveredTicking,
  updateService,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();
const READ = [0, 1];
const IDLE = [2, 3];
const TASK_TIMEOUT_MS = 60_000;

/**
 * Two tasks on latest, and idle partitions that had a commit and have none any more: Kafka deletes commits only while the
 * group is Empty, so that is what a person who deletes them does. No tick is made meanwhile.
 */
async function startWithoutCommits(name: string): Promise<Scenario> {
  const scenario = await startScenario(started.world, {
    name,
    partitions: READ.length + IDLE.length,
    backlog: READ,
    maxTasks: 2,
  });
  const { operator, lane, world } = scenario;
  await operator.until('the flip', flipped);
  await operator.until('both tasks', ({ tasks, phase }) => tasks.running === 2 && phase === 'live');
  await untilDelivered(scenario);
  await updateService(scenario, { desiredCount: 0 });
  const before = await commitsOf(lane);
  await deleteGroupOnceEmpty(lane);
  await commit(lane, new Map([...before].filter(([partition]) => READ.includes(partition))));
  await updateService(scenario, { desiredCount: 2 });
  await waitUntil(
    'two tasks on latest',
    () => tasksStarted(world, lane).filter(({ initialOffset }) => initialOffset === 'latest').length === 2,
    { timeoutMs: TASK_TIMEOUT_MS },
  );
  return scenario;
}

/** Stops that a person made. */
const BY_PERSON = 1;

describe('two tasks on latest, and idle partitions without a commit', () => {
  it.concurrent(
    'if Spillway has seeded them before a task is stopped and records are written: nothing is skipped, and no stop is needed',
    async () => {
      const scenario = await startWithoutCommits('looked-first');
      const { operator } = scenario;
      await operator.until('the seed', hasCode('PARTITIONS_SEEDED'));
      // Whoever had taken them over by then is known to have skipped nothing: the tasks may be replaced.
      await operator.until('the roll onto earliest', hasCode('ROLL_STARTED'));
      await stopTask(scenario);
      await scenario.write(IDLE);
      await operator.until('two tasks again', ({ tasks }) => tasks.running === 2);
      await untilDeliveredTicking(scenario);

      await expectAllDelivered(scenario, { stops: BY_PERSON });
      expect(codesOf(scenario)).toContain('REARM_NO_COMMIT');
      expect(codesOf(scenario)).not.toContain('REPAIR_STARTED');
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'if a task is stopped and records are written before Spillway looks: what was skipped is repaired',
    async () => {
      const scenario = await startWithoutCommits('looked-late');
      const { lane } = scenario;
      await stopTask(scenario);
      await scenario.write(IDLE);
      await waitUntil('two tasks again', async () => (await runningTasks(scenario)).length === 2, {
        timeoutMs: TASK_TIMEOUT_MS,
      });
      await untilDeliveredTicking(scenario);
      await scenario.operator.until('the end of a repair', requestOver);

      const repairs = pausesOf(lane).length - BY_PERSON;
      expect(repairs).toBeLessThanOrEqual(1);
      await expectAllDelivered(scenario, { stops: BY_PERSON + repairs });
    },
    SCENARIO_TIMEOUT_MS,
  );
});
