import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { openDeployedFunction } from '../../lib/adapters/aws/deployed-function';
import { renderProcessing } from '../../lib/collector';
import type { TickReport } from '../../lib/controller/tick-report';
import { parsePipelineSpec } from '../../lib/pipeline';
import { type DeploymentWorld, startDeploymentWorld } from '../_helpers/deploy/deployment';
import { type ShippedApp, shippedApp } from '../_helpers/deploy/shipped-app';
import {
  BROKER_WITH_LOGIN,
  storePassword,
  type WholePipeline,
  wholePipeline,
} from '../_helpers/deploy/whole-pipeline';
import { leftBehind, tellWhatMotoSkipped } from '../_helpers/moto/event-summaries';
import { type MadeNetwork, makeNetwork } from '../_helpers/moto/network';
import { calledActions, callsWithoutRight, rightsWithoutCall } from '../_helpers/rights/rights';
import { notShownElsewhere } from '../_helpers/rights/rights-elsewhere';

const PARTITIONS = 3;
const START_TIMEOUT_MS = 300_000;
const STEP_TIMEOUT_MS = 120_000;
const NAME = 'theirs';
const FUNCTION = `spillway-${NAME}`;
const TICKS = 3;

/** A pipeline that somebody else made, adopted as docs/deploy.md says: looked at first, then acted on. */
describe('adopting an existing pipeline', () => {
  let world: DeploymentWorld;
  let vpc: MadeNetwork;
  let app: ShippedApp;
  let theirConfig = '';
  /** So many events were there before any deployment: the account's bootstrap. */
  let bootstrapped = 0;

  beforeAll(async () => {
    world = await startDeploymentWorld(PARTITIONS, BROKER_WITH_LOGIN);
    await storePassword(world);
    vpc = await makeNetwork(world.moto.endpoint);
    app = shippedApp(world.cdk, NAME, world.folder);
    theirConfig = `# Ours, by hand\n${renderProcessing(parsePipelineSpec(written({}), 'theirs.yaml'), 'earliest')}`;
    // In this order: a task that was there before its config may hold another one, and is taken to read from latest.
    await putConfig(NAME, theirConfig);
    await makeTheirService();
    await world.writer.write([0, 1, 2].map((partition) => ({ partition, records: 10 })));
    bootstrapped = (await world.moto.events()).length;
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    tellWhatMotoSkipped((await world?.moto.events()) ?? []);
    await world?.stop();
  });

  const written = (more: Partial<WholePipeline>) =>
    wholePipeline(world, vpc, {
      name: NAME,
      deploy: { processing: 'existing', ingestion: 'none' },
      ...more,
    });
  const putConfig = (name: string, Value: string) =>
    world.clients.ssm.send(
      new PutParameterCommand({ Name: `/spillway/${name}/config`, Type: 'String', Value, Tier: 'Advanced' }),
    );
  const config = async (name: string) => {
    const question = new GetParameterCommand({ Name: `/spillway/${name}/config` });
    const { Value: value, Version: version } = (await world.clients.ssm.send(question)).Parameter ?? {};
    return { value, version };
  };
  const theirService = async () => {
    const question = new DescribeServicesCommand({ cluster: NAME, services: ['processing'] });
    const { status, desiredCount } = (await world.clients.ecs.send(question)).services?.[0] ?? {};
    return { status, desiredCount };
  };
  /** An existing service, and one task of it, which moto does not start on its own. */
  const makeTheirService = async () => {
    const { ecs } = world.clients;
    const family = 'their-collector';
    await ecs.send(new CreateClusterCommand({ clusterName: NAME }));
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        // Without a network: an address that moto makes up would only keep each tick waiting for its metrics.
        family,
        containerDefinitions: [{ name: 'otelcol', image: 'otelcol', cpu: 256, memory: 512 }],
      }),
    );
    const common = { cluster: NAME, taskDefinition: family, launchType: 'FARGATE' } as const;
    await ecs.send(new CreateServiceCommand({ ...common, serviceName: 'processing', desiredCount: 1 }));
    await ecs.send(new RunTaskCommand({ ...common, group: 'service:processing' }));
  };
  const tick = async () => {
    const deployed = openDeployedFunction(FUNCTION, { env: world.env });
    const report = (await deployed.invoke({ source: 'aws.scheduler' })) as TickReport;
    deployed.destroy();
    return report;
  };

  it(
    'reports what it would do over several ticks, and makes no call that writes',
    async () => {
      const deployed = await app.deploy(written({ mode: 'observe' }));
      expect(deployed).toMatchObject({ code: 0, outputs: { ControllerFunction: FUNCTION } });

      const reports: TickReport[] = [];
      for (let count = 0; count < TICKS; count++) reports.push(await tick());

      for (const report of reports) {
        expect(report).toMatchObject({
          ...{ mode: 'observe', outcome: 'looked', lag: { total: '30', complete: true } },
          note: 'observe only; would set desiredCount 1 -> 3',
        });
      }
      expect(calledActions(await world.moto.events(), (caller) => caller === FUNCTION)).toEqual([
        'application-autoscaling:DescribeScalableTargets',
        'ecs:DescribeServices',
        'ecs:DescribeTasks',
        'ecs:ListTasks',
        'secretsmanager:GetSecretValue',
        'ssm:GetParameters',
      ]);
      expect(await config(NAME)).toEqual({ value: theirConfig, version: 1 });
      expect(await theirService()).toEqual({ status: 'ACTIVE', desiredCount: 1 });
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'acts after the spec has mode: act and is deployed again',
    async () => {
      expect((await app.deploy(written({ mode: 'act' }))).code).toBe(0);

      expect(await tick()).toMatchObject({
        ...{ mode: 'act', outcome: 'acted', action: 'set desiredCount 1 -> 3' },
      });
      expect((await theirService()).desiredCount).toBe(PARTITIONS);
      expect(await config(NAME)).toEqual({ value: theirConfig, version: 1 });
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'leaves service and config alone when it is destroyed',
    async () => {
      expect((await app.destroy(written({ mode: 'act' }))).code).toBe(0);

      expect(await theirService()).toEqual({ status: 'ACTIVE', desiredCount: PARTITIONS });
      expect(await config(NAME)).toEqual({ value: theirConfig, version: 1 });
      expect(leftBehind((await world.moto.events()).slice(bootstrapped))).toEqual(['AWS::Logs::LogGroup']);
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'keeps the offset of a config that another stack left, with existing: adopt',
    async () => {
      const deploy = { ingestion: 'none', existing: 'adopt' };
      const ours = wholePipeline(world, vpc, { name: 'ours', deploy });
      await putConfig('ours', renderProcessing(parsePipelineSpec(ours, 'ours.yaml'), 'latest'));
      const changed = wholePipeline(world, vpc, {
        name: 'ours',
        deploy,
        processors: { 'filter/health': { traces: { span: ['attributes["url.path"] == "/health"'] } } },
      });

      expect((await shippedApp(world.cdk, 'ours', world.folder).deploy(changed)).code).toBe(0);

      const adopted = renderProcessing(parsePipelineSpec(changed, 'ours.yaml'), 'latest');
      expect(await config('ours')).toEqual({ value: adopted, version: 2 });
    },
    STEP_TIMEOUT_MS,
  );

  it('makes no call that its roles do not allow, and has no right that no test uses', async () => {
    const events = await world.moto.events();
    const controller = rightsWithoutCall(events, (name) => name === FUNCTION);

    expect(callsWithoutRight(events)).toEqual([]);
    expect(notShownElsewhere(__filename, 'controller', controller)).toEqual([]);
  });
});
