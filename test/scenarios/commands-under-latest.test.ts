import { ConfigResourceTypes } from 'kafkajs';
import type { TickReport } from '../../lib/controller/tick-report';
import { withAdmin } from '../../local/kafka/topics';
import { tasksStarted } from '../_helpers/world/independent-view';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import {
  ask,
  codesOf,
  flipped,
  hasCode,
  replaceTask,
  requestOver,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  underTraffic,
  withNewProcess,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

// kafkajs loads these on their first use, which jest refuses in the middle of concurrent tests.
for (const part of ['v0/request', 'v0/response', 'v1/request', 'v1/response']) {
  jest.requireActual(`kafkajs/src/protocol/requests/alterConfigs/${part}`);
}

const started = worldForTests();
const BEFORE = 6;
const AFTER = 12;
const PARTITIONS = Array.from({ length: BEFORE }, (_, partition) => partition);
/** Less than retentionHeadroom: what is unread then is in danger at once. */
const SHORT_RETENTION_MS = 600_000;

/** Partitions as the controller sees them, so that a new one gets traffic at once. */
function partitionsIn(report: TickReport | undefined): number {
  return report?.lag.topics[0]?.partitions.length ?? BEFORE;
}

/** Two tasks, and both run on latest. */
async function startOnLatest(name: string): Promise<Scenario> {
  const scenario = await startScenario(started.world, {
    name,
    partitions: BEFORE,
    backlog: PARTITIONS,
    maxTasks: 2,
  });
  const { operator } = scenario;
  await operator.until('the flip', flipped);
  await operator.until('both tasks', ({ tasks }) => tasks.running === 2);
  await replaceTask(scenario);
  await replaceTask(scenario);
  await operator.until('both on latest', ({ initialOffset }) => initialOffset.runningLatest === 2);
  return scenario;
}

describe('while the tasks run on latest, under traffic', () => {
  it.concurrent(
    'a drain stops nothing, and nothing is missing',
    async () => {
      const scenario = await startOnLatest('drain');
      await underTraffic(scenario, PARTITIONS, async () => {
        await ask(scenario, { action: 'drain' });
        await scenario.operator.until('the end of the drain', requestOver);
      });
      await expectAllDelivered(scenario, { stops: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'an expansion from 6 to 12 partitions rolls the tasks onto earliest, stops nothing, and nothing is missing',
    async () => {
      const scenario = await startOnLatest('expand');
      const { operator, world, lane } = scenario;
      const all = () => Array.from({ length: partitionsIn(operator.reports.at(-1)) }, (_, each) => each);
      await underTraffic(scenario, all, async () => {
        await ask(scenario, { action: 'expand', signal: 'traces', partitions: AFTER });
        const over = await operator.until('the end of the expansion', requestOver);
        expect(partitionsIn(over)).toBe(AFTER);
        expect(tasksStarted(world, lane).at(-1)?.initialOffset).toBe('earliest');
      });

      expect(codesOf(scenario)).toContain('ROLL_DONE');
      expect(codesOf(scenario)).not.toContain('REARM_UNCOVERED');
      await expectAllDelivered(scenario, { stops: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'retention that comes close makes Spillway store earliest and roll the tasks, stops nothing, and nothing is missing',
    async () => {
      const scenario = await startOnLatest('retention');
      const { lane } = scenario;
      await underTraffic(scenario, PARTITIONS, async () => {
        await withAdmin(lane.bootstrap, (admin) =>
          admin.alterConfigs({
            validateOnly: false,
            resources: [
              {
                type: ConfigResourceTypes.TOPIC,
                name: lane.topic,
                configEntries: [{ name: 'retention.ms', value: String(SHORT_RETENTION_MS) }],
              },
            ],
          }),
        );
        // A warm process reads the retention again within five minutes, a new one at once.
        const { operator } = await withNewProcess(scenario);
        await operator.until('the reaction', hasCode('REARM_RETENTION'));
        const rolled = await operator.until('the end of the roll', hasCode('ROLL_DONE'));
        expect(rolled.initialOffset).toMatchObject({ stored: 'earliest', runningLatest: 0 });
      });
      await expectAllDelivered(scenario, { stops: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});
