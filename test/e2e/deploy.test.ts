import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { LoadedPipeline } from '../../cdk/pipeline-file';
import { openDeployedFunction } from '../../lib/adapters/aws/deployed-function';
import { createEcsTaskService } from '../../lib/adapters/aws/ecs-task-service';
import { createSsmConfigStore } from '../../lib/adapters/aws/ssm-config-store';
import { renderProcessing } from '../../lib/collector';
import { parameterPrefix } from '../../lib/pipeline';
import { waitUntil } from '../../local/process/wait-until';
import { operatorOf } from '../../local/world/operator';
import { deployedPipeline, deployedStack } from '../_helpers/deploy/deployed-stack';
import { type DeploymentWorld, startDeploymentWorld } from '../_helpers/deploy/deployment';
import { landmarks, tellWhatMotoSkipped } from '../_helpers/moto/event-summaries';
import { playTasks } from '../_helpers/moto/tasks';
import { callsWithoutRight, rightsWithoutCall } from '../_helpers/rights/rights';
import { notShownElsewhere } from '../_helpers/rights/rights-elsewhere';

const PARTITIONS = 3;
const START_TIMEOUT_MS = 300_000;
const DEPLOY_TIMEOUT_MS = 120_000;
const FLIP_TIMEOUT_MS = 120_000;
const STACK = 'Telemetry';

/**
 * One life of a stack on moto, whose Lambda functions are processes here (docs/embedded-world.md). Each test begins
 * where the one before it ended.
 */
describe('a stack that is deployed, used, deployed again, destroyed and created again', () => {
  let world: DeploymentWorld;
  let first: LoadedPipeline;
  let second: LoadedPipeline;
  let functionName = '';

  beforeAll(async () => {
    world = await startDeploymentWorld(PARTITIONS);
    first = deployedPipeline(world, {});
    second = deployedPipeline(world, {
      'filter/health': { traces: { span: ['attributes["url.path"] == "/health"'] } },
    });
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    tellWhatMotoSkipped((await world?.moto.events()) ?? []);
    await world?.stop();
  });

  const parameters = () =>
    createSsmConfigStore({ client: world.clients.ssm, prefix: parameterPrefix(first.spec) }).read();
  const desiredCount = async () => {
    const { cluster, service } = first.spec.tiers.processing;
    const autoScaling = async () => ({ kind: 'none' as const });
    const tasks = createEcsTaskService({ client: world.clients.ecs, cluster, service, autoScaling });
    return (await tasks.describe()).desiredCount;
  };

  it(
    'creates the config, on earliest, before the service that reads it',
    async () => {
      const outputs = await world.cdk.deploy(STACK, deployedStack(first, 'keep'));
      functionName = outputs.FunctionName ?? '';

      const order = landmarks(await world.moto.events());
      expect(order).toEqual(['config Create SUCCESS', 'service created']);
      expect((await parameters()).config?.value).toBe(renderProcessing(first.spec, 'earliest'));
      expect(await desiredCount()).toBe(1);
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'runs as deployed: measures, scales to the partitions, flips, and loses nothing',
    async () => {
      const { writer, ledger, sink, env } = world;
      await writer.write([0, 1, 2].map((partition) => ({ partition, records: 100 })));
      const deployed = openDeployedFunction(functionName, { env });
      const operator = operatorOf({
        invoke: async <T>(event: unknown) => (await deployed.invoke(event as object)) as T,
        stop: async () => deployed.destroy(),
      });
      const tasks = playTasks({ ...world, spec: first.spec });
      try {
        await operator.tick();
        expect(operator.reports[0]).toMatchObject({ action: 'set desiredCount 1 -> 3' });

        await operator.until(
          'the flip',
          ({ flip, phase }) => flip !== undefined && phase === 'live',
          FLIP_TIMEOUT_MS,
        );
        await writer.write([0, 1, 2].map((partition) => ({ partition, records: 10 })));
        await waitUntil('what came after it', () => sink.compare(ledger).spans.missing === 0, {
          timeoutMs: 30_000,
        });
      } finally {
        await tasks.stop();
        deployed.destroy();
      }

      const { config, state } = await parameters();
      expect(config?.value).toBe(renderProcessing(first.spec, 'latest'));
      expect(JSON.parse(state?.value ?? 'null')).toMatchObject({ group: 'otel-processing' });
      expect(await desiredCount()).toBe(PARTITIONS);
    },
    FLIP_TIMEOUT_MS + 60_000,
  );

  it(
    'stores a new template with the current offset, and leaves a count that somebody else set alone',
    async () => {
      const { cluster, service } = first.spec.tiers.processing;
      await world.clients.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 2 }));

      await world.cdk.deploy(STACK, deployedStack(second, 'keep'));

      expect(landmarks(await world.moto.events()).slice(2)).toEqual([
        'config Update SUCCESS',
        'service updated',
      ]);
      expect((await parameters()).config?.value).toBe(renderProcessing(second.spec, 'latest'));
      expect(await desiredCount()).toBe(2);
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'keeps config and state on destroy with onDelete: keep',
    async () => {
      await world.cdk.destroy(STACK, deployedStack(second, 'keep'));

      const { config, state } = await parameters();
      expect(config?.value).toBe(renderProcessing(second.spec, 'latest'));
      expect(state).toBeDefined();
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'begins on earliest over the config that it left, because commits may have expired meanwhile',
    async () => {
      await world.cdk.deploy(STACK, deployedStack(second, 'remove'));

      expect((await parameters()).config?.value).toBe(renderProcessing(second.spec, 'earliest'));
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'removes config, state and template on destroy with onDelete: remove',
    async () => {
      await world.cdk.destroy(STACK, deployedStack(second, 'remove'));

      expect(await parameters()).toEqual({ template: undefined, config: undefined, state: undefined });
      const stayed = (await world.moto.events()).filter(
        (event) => event.kind === 'resource' && event.fate.startsWith('not deleted'),
      );
      expect(stayed).toEqual([]);
    },
    DEPLOY_TIMEOUT_MS,
  );

  it('makes no call that its roles do not allow, and has no right that no test uses', async () => {
    const events = await world.moto.events();
    const controller = rightsWithoutCall(events, (name) => name === functionName);
    const config = rightsWithoutCall(events, (name) => name.startsWith(`${STACK}-ControllerConfig`));

    expect(callsWithoutRight(events)).toEqual([]);
    expect(notShownElsewhere(__filename, 'controller', controller)).toEqual([]);
    expect(notShownElsewhere(__filename, 'config', config)).toEqual([]);
  });
});
