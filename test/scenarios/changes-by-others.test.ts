import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { renderProcessing } from '../../lib/collector';
import { parameterPrefix } from '../../lib/pipeline';
import { startController } from '../../local/world/controller';
import { laneOn } from '../../local/world/lane';
import { ssmClient } from '../../local/world/processing-tier';
import { deleteGroupOnceEmpty, recreateTopic } from '../_helpers/kafka/group';
import { pausesOf } from '../_helpers/world/independent-view';
import { expectAllDelivered } from '../_helpers/world/judge-scenario';
import {
  ask,
  BUILT,
  flipped,
  hasCode,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  underTraffic,
  untilDelivered,
  untilDeliveredTicking,
  updateService,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const started = worldForTests();
const PARTITIONS = [0, 1];

describe('a topic that is deleted and created again', () => {
  it.concurrent(
    'under earliest: the tasks are replaced, because running receivers read none of it',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'again-earliest',
        partitions: PARTITIONS.length,
        backlog: PARTITIONS,
        maxTasks: 2,
        policy: { stableFor: '10m' },
      });
      const { operator } = scenario;
      await operator.until('drained, and two tasks', ({ drained, tasks }) => drained && tasks.running === 2);
      await untilDelivered(scenario);

      await recreateTopic(scenario.lane, PARTITIONS.length);
      await scenario.write(PARTITIONS);
      await operator.until('the roll', hasCode('RESTART_TOPIC_RECREATED'));
      await untilDeliveredTicking(scenario);

      await expectAllDelivered(scenario, { stops: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it.concurrent(
    'under latest: earliest is stored, and records written meanwhile arrive',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'again-latest',
        partitions: PARTITIONS.length,
        backlog: PARTITIONS,
        maxTasks: 2,
      });
      const { operator, lane } = scenario;
      await operator.until('the flip', flipped);
      await operator.until('two tasks', ({ tasks }) => tasks.running === 2);
      await untilDelivered(scenario);

      await recreateTopic(lane, PARTITIONS.length);
      await scenario.write(PARTITIONS);
      await operator.until('earliest', ({ initialOffset }) => initialOffset.stored === 'earliest');
      await untilDeliveredTicking(scenario);

      expect(pausesOf(lane).length).toBeLessThanOrEqual(1);
      await expectAllDelivered(scenario, { stops: pausesOf(lane).length });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('commits that are deleted under latest', () => {
  it.concurrent(
    'while a person has stopped the service: earliest is stored, and it stays stopped',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'deleted',
        partitions: PARTITIONS.length,
        backlog: PARTITIONS,
      });
      const { operator, lane } = scenario;
      await operator.until('the flip', flipped);
      await untilDelivered(scenario);
      await updateService(scenario, { desiredCount: 0 });
      await operator.until('the stop', hasCode('HOLD_SERVICE_STOPPED'));
      await deleteGroupOnceEmpty(lane);
      await scenario.write(PARTITIONS);

      await operator.until('the reaction', hasCode('REARM_NO_COMMIT'));
      const stopped = await operator.until(
        'earliest',
        ({ initialOffset }) => initialOffset.stored === 'earliest',
      );
      expect(stopped.tasks.desired).toBe(0);
      for (let tick = 0; tick < 3; tick++) expect((await operator.tick()).tasks.desired).toBe(0);
      await updateService(scenario, { desiredCount: 1 });

      await untilDeliveredTicking(scenario);
      // The person's own.
      await expectAllDelivered(scenario, { stops: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('a group that is renamed in the template', () => {
  it.concurrent(
    'while latest is in force: everything is read again from the start, and no record is skipped',
    async () => {
      const options = { name: 'renamed', partitions: PARTITIONS.length, maxTasks: 2 };
      const scenario = await startScenario(started.world, { ...options, backlog: PARTITIONS });
      const { operator, lane } = scenario;
      await operator.until('the flip', flipped);
      await underTraffic(scenario, PARTITIONS, async () => {
        // What a deployment does. The new group has no commit at all, and the tasks start on latest.
        const renamed = laneOn(started.world, { ...options, group: 'group-renamed-2' }, lane);
        await storeConfig(scenario, renderProcessing(renamed.spec, 'latest'));
        operator.use(await startController(renamed, { built: BUILT }));
        await updateService(scenario, { forceNewDeployment: true });
        await operator.until('earliest', ({ initialOffset }) => initialOffset.stored === 'earliest');
        await operator.until(
          'everything to be repaired',
          () => pausesOf(lane).at(-1)?.startedAtMs !== undefined,
        );
      });

      await untilDeliveredTicking(scenario);
      await expectAllDelivered(scenario, { stops: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('a desiredCount that a person raises while tasks are stopped for a rewind', () => {
  it.concurrent(
    'is kept: the rewind is over, and nothing is missing',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'raised',
        partitions: PARTITIONS.length,
        backlog: PARTITIONS,
        maxTasks: 2,
      });
      const { operator, lane } = scenario;
      await operator.until('the flip', flipped);
      await underTraffic(scenario, PARTITIONS, async () => {
        await ask(scenario, { action: 'rewind', to: 'earliest' });
        await operator.until('the stop of the tasks', () => pausesOf(lane).length > 0);
        await updateService(scenario, { desiredCount: 1 });
        await operator.until(
          'the end of it',
          ({ recreate, manualOperation }) => !recreate && !manualOperation,
        );
        // Later ones find a number that is somebody else's.
        const later = await operator.until('Spillway to know that', hasCode('HOLD_EXTERNAL_COUNT'));
        expect(later.tasks.desired).toBe(1);
      });

      await expectAllDelivered(scenario, { stops: 1 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

async function storeConfig({ lane }: Scenario, text: string): Promise<void> {
  const client = ssmClient(lane);
  try {
    await client.send(
      new PutParameterCommand({
        Name: `${parameterPrefix(lane.spec)}/config`,
        Value: text,
        Overwrite: true,
        Tier: 'Intelligent-Tiering',
      }),
    );
  } finally {
    client.destroy();
  }
}
