import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { renderProcessing } from '../../lib/collector';
import { parameterPrefix } from '../../lib/pipeline';
import { createTopics, deleteTopics, withAdmin } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { startController } from '../../local/world/controller';
import { laneOn } from '../../local/world/lane';
import { ssmClient } from '../../local/world/processing-tier';
import {
  BUILT,
  codesOf,
  flipped,
  hasCode,
  keepWriting,
  SCENARIO_TIMEOUT_MS,
  type Scenario,
  startScenario,
  untilDelivered,
  updateService,
} from '../_helpers/scenario';
import { worldForTests } from '../_helpers/world-for-tests';

const started = worldForTests();

async function makeAnew({ lane }: Scenario, partitions: number): Promise<void> {
  await deleteTopics(lane.bootstrap, [lane.topic]);
  await waitUntil(
    'the topic to be gone',
    () => withAdmin(lane.bootstrap, async (admin) => !(await admin.listTopics()).includes(lane.topic)),
    { timeoutMs: 30_000 },
  );
  await createTopics(lane.bootstrap, [{ topic: lane.topic, partitions }]);
}

describe('a topic that is deleted and made anew', () => {
  it(
    'under earliest: the tasks are restarted, since running receivers read nothing of it',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'anew-earliest',
        partitions: 2,
        backlog: [0, 1],
        policy: { stableFor: '10m' },
      });
      const { operator, lane } = scenario;
      await operator.until('drained', ({ drained }) => drained);
      await untilDelivered(scenario);

      await makeAnew(scenario, 2);
      await scenario.write([0, 1]);
      await operator.until('the restart', hasCode('RESTART_STARTED'));
      await operator.until('everything to arrive', () => lane.delivered().missing === 0);

      expect(lane.delivered()).toMatchObject({ sent: 40, missing: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it(
    'under latest: it is re-armed and repaired, and records written meanwhile arrive',
    async () => {
      const scenario = await startScenario(started.world, {
        name: 'anew-latest',
        partitions: 2,
        backlog: [0, 1],
      });
      const { operator, lane } = scenario;
      await operator.until('the flip', flipped);
      await untilDelivered(scenario);

      await makeAnew(scenario, 2);
      await scenario.write([0, 1]);
      await operator.until('the reaction', hasCode('REARM_STARTED'));
      await operator.until('everything to arrive', () => lane.delivered().missing === 0);

      expect(lane.delivered()).toMatchObject({ sent: 40, missing: 0 });
      await operator.until('the next flip', flipped);
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('commits that are deleted under latest', () => {
  it(
    're-arm the service while it is stopped, so that what was written meanwhile arrives',
    async () => {
      // Prepare: live; somebody stops the service, and Kafka then lets the commits be deleted.
      const scenario = await startScenario(started.world, {
        name: 'deleted',
        partitions: 2,
        backlog: [0, 1],
      });
      const { operator, lane } = scenario;
      await operator.until('the flip', flipped);
      await untilDelivered(scenario);
      await updateService(scenario, { desiredCount: 0 });
      await operator.until('the stop', hasCode('HOLD_SERVICE_STOPPED'));
      await waitUntil(
        'the group to be deleted',
        () =>
          withAdmin(lane.bootstrap, (admin) => admin.deleteGroups([lane.spec.group])).then(
            () => true,
            () => false,
          ),
        { timeoutMs: 60_000 },
      );
      await scenario.write([0, 1]);

      // Act
      await operator.until('the reaction', hasCode('REARM_NO_COMMIT'));
      const stopped = await operator.until(
        'earliest',
        ({ initialOffset }) => initialOffset.stored === 'earliest',
      );
      expect(stopped.tasks.desired).toBe(0);
      await operator.until('the end of it', ({ operation }) => operation === undefined);
      await updateService(scenario, { desiredCount: 1 });

      // Assess
      await operator.until('everything to arrive', () => lane.delivered().missing === 0);
      expect(lane.delivered()).toMatchObject({ sent: 40, missing: 0 });
      await operator.until('the next flip', flipped);
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('a group that is renamed in the template', () => {
  it(
    'while latest is in force: all of it is read again from the start rather than a record skipped',
    async () => {
      const options = { name: 'renamed', partitions: 2 };
      const scenario = await startScenario(started.world, { ...options, backlog: [0, 1] });
      const { operator, lane } = scenario;
      await operator.until('the flip', flipped);
      const traffic = keepWriting(scenario, () => [0, 1].map((partition) => ({ partition, records: 1 })));
      try {
        // Act: what a deployment does. The new group has no commit at all, and the tasks start on latest.
        const renamed = laneOn(started.world, { ...options, group: 'group-renamed-2' }, lane.ledger);
        await storeConfig(scenario, renderProcessing(renamed.spec, 'latest'));
        operator.use(await startController(renamed, { built: BUILT }));
        await updateService(scenario, { forceNewDeployment: true });
        await operator.until('the reaction', hasCode('REARM_STARTED'));
        await operator.until('the next flip', flipped);
      } finally {
        await traffic.stop();
      }

      await untilDelivered(scenario);
      expect(lane.delivered()).toMatchObject({ missing: 0 });
    },
    SCENARIO_TIMEOUT_MS,
  );
});

describe('desiredCount that is raised from outside while tasks are stopped', () => {
  it(
    'for a flip, and still flush: the flip is given up, and nothing is lost',
    async () => {
      const { scenario, traffic } = await startedBusy('raised-early');
      const { operator, lane } = scenario;
      try {
        await operator.until('tasks to be told to stop', hasCode('TASKS_STOPPED'));
        await updateService(scenario, { desiredCount: 2 });
        await operator.until('the flip to be given up', hasCode('FLIP_GIVEN_UP'));
        await operator.until(
          'a later flip, or a hold',
          (report) => flipped(report) || report.phase === 'held',
        );
      } finally {
        await traffic.stop();
      }
      await operator.until('everything to arrive', () => lane.delivered().missing === 0);
    },
    SCENARIO_TIMEOUT_MS,
  );

  it(
    'for a flip, and latest is stored already: the tasks are taken for its own, and it is verified on them',
    async () => {
      const { scenario, traffic } = await startedBusy('raised-late');
      const { operator, lane } = scenario;
      try {
        await operator.until('latest to be stored', hasCode('CONFIG_STORED'));
        await updateService(scenario, { desiredCount: 2 });
        const { tasks } = await operator.until('the verified flip', flipped);
        expect(tasks.desired).toBe(2);
      } finally {
        await traffic.stop();
      }
      expect(codesOf(scenario)).not.toContain('FLIP_GIVEN_UP');
      await operator.until('everything to arrive', () => lane.delivered().missing === 0);
    },
    SCENARIO_TIMEOUT_MS,
  );

  it(
    'to go back to earliest: everything arrives, and the next flip comes',
    async () => {
      const { scenario, traffic } = await startedBusy('raised-rearm');
      const { operator, lane } = scenario;
      try {
        await operator.until('the flip', flipped);
        await operator.command({ action: 'drain' });
        await operator.until('tasks to be told to stop', ({ operation }) => operation?.purpose === 'rearm');
        await updateService(scenario, { desiredCount: 2 });
        await operator.until('the next flip', (report) => flipped(report) && report.request === undefined);
      } finally {
        await traffic.stop();
      }
      await operator.until('everything to arrive', () => lane.delivered().missing === 0);
    },
    SCENARIO_TIMEOUT_MS,
  );
});

/** A pipeline with a backlog and traffic that goes on. */
async function startedBusy(name: string) {
  const scenario = await startScenario(started.world, {
    name,
    partitions: 2,
    backlog: [0, 1],
    maxTasks: 2,
    // After a flip that was given up the next one waits so long.
    policy: { phaseTimeout: '10s' },
  });
  const traffic = keepWriting(scenario, () => [0, 1].map((partition) => ({ partition, records: 1 })));
  return { scenario, traffic };
}

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
