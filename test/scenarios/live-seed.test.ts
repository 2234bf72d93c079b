import { parse, stringify } from 'yaml';
import { withAdmin } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { tasksStarted } from '../_helpers/world/independent-view';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import {
  codesOf,
  flipped,
  replaceTask,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  stopTask,
  underTraffic,
  untilDelivered,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();
const PARTITIONS = 4;
const IDLE = 3;
const READ = [0, 1, 2];
const MEMBER_TIMEOUT_MS = 120_000;

type Strategy = 'cooperative-sticky' | 'range';

/** Two tasks on this strategy, and one partition that never had a record. */
function startIdle(name: string, strategy: Strategy): Promise<Scenario> {
  return startScenario(started.world, {
    name,
    partitions: PARTITIONS,
    backlog: READ,
    maxTasks: 2,
    edit: (config) => {
      const document = parse(config);
      document.receivers.kafka.group_rebalance_strategies = [strategy];
      return stringify(document);
    },
  });
}

/** The coordinator of a new group may still be loading. */
function whileLoading(error: unknown): { groups: [] } {
  if (/loading/.test(String(error))) return { groups: [] };
  throw error;
}

/** Settles as soon as Spillway is a member of the group. */
async function untilSpillwayJoins({ lane }: Scenario): Promise<void> {
  await withAdmin(lane.bootstrap, (admin) =>
    waitUntil(
      `Spillway to be a member of ${lane.spec.group}`,
      async () => {
        const { groups } = await admin.describeGroups([lane.spec.group]).catch(whileLoading);
        return groups[0]?.members.some(({ clientId }) => clientId === 'spillway');
      },
      { timeoutMs: MEMBER_TIMEOUT_MS, everyMs: 20 },
    ),
  );
}

describe('an idle partition that is seeded while the group runs, under traffic', () => {
  it.concurrent.each<Strategy>(['cooperative-sticky', 'range'])(
    'under %s: flips without a stop, and later records in it arrive',
    async (strategy) => {
      const scenario = await startIdle(`seed-${strategy}`, strategy);
      await underTraffic(scenario, READ, async () => {
        await scenario.operator.until('the flip', flipped);
        await replaceTask(scenario);
        await replaceTask(scenario);
        await untilDelivered(scenario);
        await scenario.write([IDLE]);
      });

      await expectAllDelivered(scenario, { stops: 0 });
      expect(codesOf(scenario)).toContain('PARTITIONS_SEEDED');
      expect(tasksStarted(scenario.world, scenario.lane).at(-1)?.initialOffset).toBe('latest');
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent.each<Strategy>(['cooperative-sticky', 'range'])(
    'under %s, and a task leaves in the middle of it: nothing is missing',
    async (strategy) => {
      const scenario = await startIdle(`seed-left-${strategy}`, strategy);
      await underTraffic(scenario, READ, async () => {
        const leaving = untilSpillwayJoins(scenario).then(() => stopTask(scenario));
        await scenario.operator.until('the flip', flipped);
        await leaving;
        await replaceTask(scenario);
        await scenario.write([IDLE]);
      });

      await expectAllDelivered(scenario, { stops: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('an idle partition under wait', () => {
  it.concurrent(
    'holds the flip until its first record',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'idle-wait',
        partitions: PARTITIONS,
        backlog: READ,
        policy: { idlePartitions: 'wait' },
      });
      const { operator } = scenario;
      const holds = (code: string) => code === 'HOLD_NO_COMMIT';
      const held = await operator.until(
        'the hold',
        ({ phase, reasons }) => phase === 'held' && reasons.some(({ code }) => holds(code)),
      );
      expect(held.reasons.find(({ code }) => holds(code))?.where).toEqual([
        { topic: 'spans-idle-wait', partitions: [IDLE] },
      ]);
      const ticks = [await operator.tick(), await operator.tick(), await operator.tick()];
      expect(ticks.map(({ initialOffset }) => initialOffset.stored)).toEqual([
        'earliest',
        'earliest',
        'earliest',
      ]);

      // With a record there is a commit, and nothing holds any more.
      await scenario.write([IDLE]);
      await operator.until('the flip', flipped);
      await scenario.write([...READ, IDLE]);
      await expectAllDelivered(scenario, { stops: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});
