import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { createEcsTaskService } from '../../lib/adapters/aws/ecs-task-service';
import { renderProcessing } from '../../lib/collector';
import { parameterPrefix } from '../../lib/pipeline';
import { untilAllSent } from '../../local/collector/collector-metrics';
import { waitUntil } from '../../local/process/wait-until';
import { sendBacklog } from '../../local/traffic/send-backlog';
import type { PartitionChoice } from '../../local/traffic/trace-partition';
import { deployProcessingTier, ecsClient, ssmClient } from '../../local/world/processing-tier';
import type { World } from '../../local/world/world';
import { worldForTests } from '../_helpers/world/world-for-tests';

const IDLE = 4;
const AVOID: PartitionChoice = { kind: 'avoid', partition: IDLE, partitions: 6 };
const ONLY: PartitionChoice = { kind: 'only', partition: IDLE, partitions: 6 };

/** Settles when the next task may be started. */
let placed: Promise<void> = Promise.resolve();
const started = worldForTests({ beforeLaunch: () => placed });

async function send(world: World, traces: number, partition: PartitionChoice): Promise<void> {
  await sendBacklog({
    endpoint: world.ingestion.endpoints.otlpHttp,
    ledger: world.ledger,
    traces,
    partition,
  });
  await untilAllSent(world.ingestion.endpoints.metrics, world.ledger.counts(), { timeoutMs: 60_000 });
}

describe('a flip by replacing tasks, without seeding, with the set-up of --idle-partition', () => {
  it('silently skips records written to the idle partition while its task is replaced, which is why Spillway seeds', async () => {
    // Prepare: a drained group on earliest, with one partition that never had a record.
    const { world } = started;
    await deployProcessingTier(world);
    await send(world, 500, AVOID);
    await waitUntil('the group to drain', () => world.sink.snapshot().spans === 2_000, {
      timeoutMs: 120_000,
    });
    const ssm = ssmClient(world);
    const ecs = ecsClient(world);
    const { cluster, service } = world.spec.tiers.processing;
    const tasks = createEcsTaskService({
      client: ecs,
      cluster,
      service,
      autoScaling: async () => ({ kind: 'none' }),
    });

    try {
      // Act: store latest and replace the task. As on Fargate, the new one takes its time to be placed; meanwhile
      // the idle partition gets its first records.
      let place: () => void = () => {};
      placed = new Promise((resolve) => {
        place = resolve;
      });
      await ssm.send(
        new PutParameterCommand({
          Name: `${parameterPrefix(world.spec)}/config`,
          Value: renderProcessing(world.spec, 'latest'),
          Overwrite: true,
          Tier: 'Intelligent-Tiering',
        }),
      );
      await ecs.send(
        new UpdateServiceCommand({
          cluster,
          service,
          forceNewDeployment: true,
          deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
        }),
      );
      await waitUntil('the old task to be gone', async () => (await tasks.describe()).runningCount === 0, {
        timeoutMs: 60_000,
      });
      await send(world, 100, ONLY);
      place();

      // Assess: the other partitions go on, nothing says a word, and not one of those records ever comes.
      await send(world, 100, AVOID);
      await waitUntil('the rest to arrive', () => world.sink.snapshot().spans >= 2_400, {
        timeoutMs: 60_000,
      });
      const { spans } = world.sink.compare(world.ledger);
      expect(spans).toMatchObject({ sent: 2_800, delivered: 2_400, missing: 400 });
    } finally {
      ssm.destroy();
      ecs.destroy();
    }
  }, 300_000);
});
