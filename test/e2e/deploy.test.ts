import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { LoadedPipeline } from '../../cdk/pipeline-file';
import { openDeployedFunction } from '../../lib/aws/deployed-function';
import { createEcsTaskService } from '../../lib/aws/ecs-task-service';
import { createSsmConfigStore } from '../../lib/aws/ssm-config-store';
import { renderProcessing } from '../../lib/collector';
import { parameterPrefix } from '../../lib/pipeline';
import { waitUntil } from '../../local/process/wait-until';
import { operatorOf } from '../../local/world/operator';
import { synth } from '../_helpers/cdk';
import { deployedPipeline, deployedStack } from '../_helpers/deployed-stack';
import { type DeploymentWorld, startDeploymentWorld } from '../_helpers/deployment';
import type { MotoEvent } from '../_helpers/moto-with-lambdas';
import { calledActions, grantedActions } from '../_helpers/rights';
import { playTasks } from '../_helpers/tasks-on-moto';

const PARTITIONS = 3;
const START_TIMEOUT_MS = 300_000;
const DEPLOY_TIMEOUT_MS = 120_000;
const FLIP_TIMEOUT_MS = 120_000;
const STACK = 'Telemetry';

/**
 * One life of a stack on moto, whose Lambda functions are processes here (docs/embedded-world.md). Each test begins
 * where the one before it ended.
 */
describe('a stack deployed, used, deployed again, destroyed and made anew', () => {
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
    'makes the config, on earliest, before the service that reads it',
    async () => {
      const outputs = await world.cdk.deploy(STACK, deployedStack(first, 'keep'));
      functionName = outputs.FunctionName ?? '';

      const order = (await world.moto.events()).flatMap(landmark);
      expect(order).toEqual(['config Create SUCCESS', 'service created']);
      expect((await parameters()).config?.value).toBe(renderProcessing(first.spec, 'earliest'));
      expect(await desiredCount()).toBe(1);
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'runs as it was deployed: measures, scales to the partitions, flips, and loses nothing',
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
          ({ flip, phase }) => flip?.verified === true && phase === 'live',
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
    'takes a new template with the offset in force, and leaves the task count of somebody else alone',
    async () => {
      const { cluster, service } = first.spec.tiers.processing;
      await world.clients.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 2 }));

      await world.cdk.deploy(STACK, deployedStack(second, 'keep'));

      expect((await world.moto.events()).flatMap(landmark).slice(2)).toEqual([
        'config Update SUCCESS',
        'service updated',
      ]);
      expect((await parameters()).config?.value).toBe(renderProcessing(second.spec, 'latest'));
      expect(await desiredCount()).toBe(2);
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'keeps config and state when it is destroyed, if it was told to',
    async () => {
      await world.cdk.destroy(STACK, deployedStack(second, 'keep'));

      const { config, state } = await parameters();
      expect(config?.value).toBe(renderProcessing(second.spec, 'latest'));
      expect(state).toBeDefined();
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'begins on earliest over the config that it left: commits may have expired meanwhile',
    async () => {
      await world.cdk.deploy(STACK, deployedStack(second, 'remove'));

      expect((await parameters()).config?.value).toBe(renderProcessing(second.spec, 'earliest'));
    },
    DEPLOY_TIMEOUT_MS,
  );

  it(
    'removes config, state and template when it is destroyed, if it was told to',
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

  it('is granted what it called, and has called all that it is granted', async () => {
    const events = await world.moto.events();
    const template = synth(deployedStack(second, 'remove'));
    const ofController = grantedActions(template, /^ControllerRights/);
    const ofConfig = grantedActions(template, /^ControllerConfig/);

    // Lambda writes the log, an earlier config is read only once a rollout has failed, and moto lists no tasks.
    const elsewhere = [
      ...['logs:CreateLogStream', 'logs:PutLogEvents'],
      ...['ssm:GetParameter', 'ecs:DescribeTasks'],
    ];
    expect(calledActions(events, (caller) => caller === functionName)).toEqual(
      ofController.filter((action) => !elsewhere.includes(action)),
    );
    expect(calledActions(events, (caller) => caller.startsWith(`${STACK}-ControllerConfig`))).toEqual(
      ofConfig.filter((action) => !action.startsWith('logs:')),
    );
  });
});

/** The events whose order counts, in words. */
function landmark(event: MotoEvent): string[] {
  if (event.kind === 'custom') return [`config ${event.request} ${event.status}`];
  if (event.kind === 'resource' && event.type === 'AWS::ECS::Service') return [`service ${event.fate}`];
  return [];
}

/** What is not shown here, for who reads the output; and what went wrong, of which the command line says little. */
function tellWhatMotoSkipped(events: MotoEvent[]): void {
  const resources = events.flatMap((event) => (event.kind === 'resource' ? [event] : []));
  const skipped = resources.flatMap(({ fate, type }) => (fate === 'skipped' ? [type] : []));
  const failed = resources.filter(({ fate }) => fate.startsWith('failed'));
  const lines = [
    `moto skipped: ${[...new Set(skipped)].sort().join(', ')}`,
    'moto cannot show: alarms and dashboard, a rollback, a rollout, tasks starting (played by the test)',
    ...failed.map(({ logicalId, fate }) => `${logicalId} ${fate}`),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}
