import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParametersByPathCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { openDeployedFunction } from '../../lib/adapters/aws/deployed-function';
import { createSsmConfigStore } from '../../lib/adapters/aws/ssm-config-store';
import { renderProcessing } from '../../lib/collector';
import type { TickReport } from '../../lib/controller/tick-report';
import { parameterPrefix, parsePipelineSpec } from '../../lib/pipeline';
import { type DeploymentWorld, startDeploymentWorld } from '../_helpers/deploy/deployment';
import { type ShippedApp, shippedApp } from '../_helpers/deploy/shipped-app';
import {
  BROKER_WITH_LOGIN,
  storePassword,
  type WholePipeline,
  wholePipeline,
} from '../_helpers/deploy/whole-pipeline';
import { changedTypes, landmarks, leftBehind, tellWhatMotoSkipped } from '../_helpers/moto/event-summaries';
import { type MadeNetwork, makeNetwork } from '../_helpers/moto/network';
import { scheduledCalls } from '../_helpers/moto/schedules';
import { callsWithoutRight, couldCall, rightsWithoutCall } from '../_helpers/rights/rights';
import { notShownElsewhere } from '../_helpers/rights/rights-elsewhere';

const PARTITIONS = 3;
const START_TIMEOUT_MS = 300_000;
const STEP_TIMEOUT_MS = 120_000;
const NAME = 'whole';

/**
 * The way of a user: one YAML file, the app as it is shipped, and `cdk`. Each test begins where the one before it ended
 * (docs/embedded-world.md).
 */
describe('cdk deploy -c pipeline=FILE', () => {
  let world: DeploymentWorld;
  let vpc: MadeNetwork;
  let app: ShippedApp;
  let spec = '';
  let functionName = '';
  /** So many events were there before any pipeline: the account's bootstrap. */
  let bootstrapped = 0;

  beforeAll(async () => {
    world = await startDeploymentWorld(PARTITIONS, BROKER_WITH_LOGIN);
    await storePassword(world);
    vpc = await makeNetwork(world.moto.endpoint);
    app = shippedApp(world.cdk, NAME, world.folder);
    spec = written({});
    bootstrapped = (await world.moto.events()).length;
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    tellWhatMotoSkipped((await world?.moto.events()) ?? []);
    await world?.stop();
  });

  const written = (more: Partial<WholePipeline>) =>
    wholePipeline(world, vpc, { name: NAME, deploy: {}, ...more });
  const parameters = () => {
    const prefix = parameterPrefix(parsePipelineSpec(spec, 'whole.yaml'));
    return createSsmConfigStore({ client: world.clients.ssm, prefix }).read();
  };
  const service = async (cluster: string, name: string) => {
    const question = new DescribeServicesCommand({ cluster, services: [name] });
    const { services = [] } = await world.clients.ecs.send(question);
    const { desiredCount, status, taskDefinition } = services[0] ?? {};
    return { desiredCount, status, taskDefinition };
  };
  const bothServices = async () => ({
    processing: await service(NAME, 'processing'),
    ingestion: await service(`${NAME}-ingestion`, `${NAME}-ingestion`),
  });
  /** What happens while `work` runs. */
  const eventsDuring = async (work: () => Promise<unknown>) => {
    const before = (await world.moto.events()).length;
    await work();
    return (await world.moto.events()).slice(before);
  };

  it(
    'rejects an impossible spec in one line, and makes no call to AWS',
    async () => {
      let output = '';
      let code: number | null = 0;
      const events = await eventsDuring(async () => {
        ({ output, code } = await app.deploy(written({ tasks: { min: 5, max: 3 } })));
      });

      expect(code).not.toBe(0);
      const [line, ...more] = output.split('\n').filter((said) => /SPEC_|tiers\./.test(said));
      expect(line).toMatch(/^SPEC_INVALID \S+whole\.yaml:\d+.* tiers\.processing\.tasks/);
      expect(more).toEqual([]);
      expect(output).not.toMatch(/^\s+at /m);
      expect(events).toEqual([]);
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'creates the whole pipeline, the config before the service that reads it',
    async () => {
      const { code, output, outputs } = await app.deploy(spec);

      expect({ code, output }).toEqual({ code: 0, output: expect.any(String) });
      functionName = outputs.ControllerFunction ?? '';
      expect(outputs).toEqual({
        ControllerFunction: `spillway-${NAME}`,
        OtlpEndpoint: expect.stringMatching(/^spillway-whole-.*\.elb\.amazonaws\.com$/),
      });
      const events = await world.moto.events();
      const order = landmarks(events);
      expect(order).toContain('ingestion service created');
      // That one has nothing to wait for.
      expect(order.filter((landmark) => !landmark.startsWith('ingestion'))).toEqual([
        'config Create SUCCESS',
        'processing service created',
      ]);
      expect(await bothServices()).toMatchObject({
        processing: { status: 'ACTIVE', desiredCount: 1 },
        ingestion: { status: 'ACTIVE' },
      });
      const { config, template } = await parameters();
      expect(config?.value).toBe(renderProcessing(parsePipelineSpec(spec, 'whole.yaml'), 'earliest'));
      expect(template?.value).toBe(config?.value);
      expect(changedTypes(events)).toEqual(
        expect.arrayContaining([
          'AWS::ApplicationAutoScaling::ScalableTarget created',
          'AWS::CloudWatch::Alarm created',
          'AWS::CloudWatch::Dashboard created',
          'AWS::ElasticLoadBalancingV2::Listener created',
          'AWS::Scheduler::Schedule created',
        ]),
      );
    },
    STEP_TIMEOUT_MS,
  );

  it(
    "deploys a function in the VPC that handles the schedule's events, logs in to Kafka, measures and scales",
    async () => {
      const lambda = new LambdaClient({ endpoint: world.moto.endpoint, region: 'eu-west-1' });
      const { VpcConfig } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: functionName }),
      );
      lambda.destroy();
      expect(VpcConfig?.SubnetIds).toEqual(vpc.subnets);

      await world.writer.write([0, 1, 2].map((partition) => ({ partition, records: 10 })));
      const [scheduled] = await scheduledCalls(world.moto.endpoint);
      expect(scheduled?.every).toBe('rate(1 minute)');
      const deployed = openDeployedFunction(scheduled?.functionArn ?? '', { env: world.env });
      const report = (await deployed.invoke(scheduled?.event ?? {})) as TickReport;
      deployed.destroy();

      expect(report).toMatchObject({
        pipeline: NAME,
        outcome: 'acted',
        action: 'set desiredCount 1 -> 3',
        lag: { total: '30', complete: true },
      });
      expect((await service(NAME, 'processing')).desiredCount).toBe(PARTITIONS);
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'changes nothing if it runs again with the same file',
    async () => {
      const before = { ...(await bothServices()), ...(await parameters()) };

      const events = await eventsDuring(async () => expect((await app.deploy(spec)).code).toBe(0));

      expect(changedTypes(events)).toEqual([]);
      expect(landmarks(events)).toEqual([]);
      expect({ ...(await bothServices()), ...(await parameters()) }).toEqual(before);
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'updates only the processing service after a change of a processor, and no count',
    async () => {
      const before = await bothServices();
      const health = { traces: { span: ['attributes["url.path"] == "/health"'] } };
      spec = written({ processors: { 'filter/health': health } });

      const events = await eventsDuring(async () => expect((await app.deploy(spec)).code).toBe(0));

      expect(landmarks(events)).toEqual(['config Update SUCCESS', 'processing service updated']);
      expect(changedTypes(events)).toEqual([
        'AWS::ECS::Service updated',
        'AWS::ECS::TaskDefinition updated',
        'AWS::Lambda::Function updated',
        'AWS::SSM::Parameter updated',
        'Custom::SpillwayConfig updated',
      ]);
      const after = await bothServices();
      expect(after.ingestion).toEqual(before.ingestion);
      expect(after.processing.taskDefinition).not.toBe(before.processing.taskDefinition);
      expect(after.processing.desiredCount).toBe(PARTITIONS);
      const { config } = await parameters();
      expect(config?.value).toBe(renderProcessing(parsePipelineSpec(spec, 'whole.yaml'), 'earliest'));
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'leaves nothing behind on destroy except the log of the controller',
    async () => {
      // A tick that died would leave its claim.
      const claim = { Name: `/spillway/${NAME}/epoch/1`, Value: '{}', Type: 'String' } as const;
      await world.clients.ssm.send(new PutParameterCommand(claim));

      expect((await app.destroy(spec)).code).toBe(0);

      const left = leftBehind((await world.moto.events()).slice(bootstrapped));
      process.stderr.write(`left behind: ${left.join(', ')}\n`);
      expect(left).toEqual(['AWS::Logs::LogGroup']);
      const path = { Path: `/spillway/${NAME}`, Recursive: true };
      expect((await world.clients.ssm.send(new GetParametersByPathCommand(path))).Parameters).toEqual([]);
    },
    STEP_TIMEOUT_MS,
  );

  it('makes no call that its roles do not allow, and has no right that no test uses', async () => {
    const events = await world.moto.events();
    const controller = rightsWithoutCall(events, (name) => name === functionName);
    const config = rightsWithoutCall(events, (name) =>
      name.startsWith(`${functionName}-PipelineControllerConfig`),
    );

    expect(callsWithoutRight(events)).toEqual([]);
    expect(notShownElsewhere(__filename, 'controller', controller)).toEqual([]);
    expect(notShownElsewhere(__filename, 'config', config)).toEqual([]);
  });

  it.each([
    { action: 'ssm:PutParameter', resource: `parameter/spillway/${NAME}/config`, could: true },
    { action: 'ssm:PutParameter', resource: `parameter/spillway/${NAME}/template`, could: false },
    { action: 'ssm:GetParameters', resource: 'parameter/spillway/another/config', could: false },
    { action: 'ecs:UpdateService', resource: `service/${NAME}/processing`, could: true },
    { action: 'ecs:UpdateService', resource: `service/${NAME}-ingestion/${NAME}-ingestion`, could: false },
    { action: 'secretsmanager:GetSecretValue', resource: 'secret:kafka/spillway-a1B2c3', could: true },
    { action: 'secretsmanager:GetSecretValue', resource: 'secret:kafka/spillway-2-a1B2c3', could: false },
    { action: 'ec2:CreateNetworkInterface', resource: 'network-interface/eni-1', could: false },
  ])('allows $action on $resource, whether called or not: $could', async ({ could, ...request }) => {
    expect(couldCall(await world.moto.events(), functionName, request)).toBe(could);
  });
});
