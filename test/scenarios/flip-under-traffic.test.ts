import { tasksStarted } from '../_helpers/world/independent-view';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import {
  flipped,
  hasCode,
  replaceTask,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  underTraffic,
  untilDeliveredTicking,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();
const PARTITIONS = [0, 1, 2];

interface Trouble {
  name: string;
  what: string;
  /** @returns ends it */
  begin(scenario: Scenario): () => void;
}

const TROUBLES: Trouble[] = [
  { name: 'plain', what: 'nothing else going on', begin: () => () => {} },
  {
    name: 'refused-some',
    what: 'a backend that refuses 5 % of the requests',
    begin: withMood({ kind: 'refuse-some', status: 503, every: 20 }),
  },
  { name: 'hangs', what: 'a backend that hangs', begin: withMood({ kind: 'hold' }) },
  {
    name: 'stale',
    what: 'answers of ECS that are 5 s old',
    begin: ({ lane }) => {
      lane.aws.injectFault({ kind: 'stale', operation: 'DescribeServices', lagMs: 5_000, about: lane.name });
      // They stay so to the end.
      return () => {};
    },
  },
];

function withMood(mood: Parameters<Scenario['lane']['sink']['setMood']>[0]): Trouble['begin'] {
  return ({ lane: { sink } }) => {
    sink.setMood(mood);
    return () => sink.setMood({ kind: 'accept' });
  };
}

describe('a flip under traffic', () => {
  it.concurrent.each(TROUBLES)(
    'with $what: stops nothing, and nothing is missing',
    async ({ name, begin }) => {
      const scenario = await startScenario(started.world, {
        name: `flip-${name}`,
        partitions: PARTITIONS.length,
        backlog: PARTITIONS,
        maxTasks: 2,
      });
      const { operator, lane, world } = scenario;
      await underTraffic(scenario, PARTITIONS, async () => {
        const end = begin(scenario);
        await operator.until('latest to be stored', flipped);
        // No tick has seen yet that latest is stored. A backend in trouble loses what a task holds that ECS stops.
        end();
        if (name !== 'plain') await untilDeliveredTicking(scenario);
        await replaceTask(scenario);
        await operator.until('the group to be at rest', hasCode('LIVE'));
        await replaceTask(scenario);
      });

      await expectAllDelivered(scenario, { stops: 0 });
      expect(tasksStarted(world, lane).at(-1)?.initialOffset).toBe('latest');
      expect((await operator.tick()).initialOffset.stored).toBe('latest');
    },
    SCENARIO_TIMEOUT_MS,
  );
});
