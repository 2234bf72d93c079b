import { openDeployedFunction } from '../../lib/adapters/aws/deployed-function';
import { createSsmConfigStore } from '../../lib/adapters/aws/ssm-config-store';
import type { TickReport } from '../../lib/controller/tick-report';
import { type DeploymentWorld, startDeploymentWorld } from '../_helpers/deploy/deployment';
import { type ShippedApp, shippedApp } from '../_helpers/deploy/shipped-app';
import { wholePipeline } from '../_helpers/deploy/whole-pipeline';
import { landmarks, leftBehind, tellWhatMotoSkipped } from '../_helpers/moto/event-summaries';
import { makeNetwork } from '../_helpers/moto/network';
import { callsWithoutRight, rightsWithoutCall } from '../_helpers/rights/rights';

const START_TIMEOUT_MS = 300_000;
const STEP_TIMEOUT_MS = 120_000;
const NAME = 'named';
const CLUSTER = 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/0a1b2c3d-2';

/** A pipeline that names a cluster of MSK and no broker. MSK is a fake, which answers the real broker of this machine. */
describe('cdk deploy of a pipeline that names an MSK cluster', () => {
  let world: DeploymentWorld;
  let app: ShippedApp;
  let spec = '';
  let bootstrapped = 0;

  beforeAll(async () => {
    world = await startDeploymentWorld(1);
    const vpc = await makeNetwork(world.moto.endpoint);
    app = shippedApp(world.cdk, NAME, world.folder);
    spec = wholePipeline(world, vpc, { name: NAME, kafka: {}, deploy: { msk: { clusterArn: CLUSTER } } });
    bootstrapped = (await world.moto.events()).length;
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    tellWhatMotoSkipped((await world?.moto.events()) ?? []);
    await world?.stop();
  });

  it(
    'first asks MSK, and puts its brokers into the config and the function',
    async () => {
      await world.moto.fakeMsk(CLUSTER, { bootstrapBrokerString: world.bootstrap });
      await world.writer.write([{ partition: 0, records: 5 }]);

      const { code, outputs } = await app.deploy(spec);

      expect(code).toBe(0);
      const order = landmarks(await world.moto.events()).filter((each) => !each.startsWith('ingestion'));
      expect(order).toEqual([
        'brokers Create SUCCESS',
        'config Create SUCCESS',
        'processing service created',
      ]);
      const store = createSsmConfigStore({ client: world.clients.ssm, prefix: `/spillway/${NAME}` });
      expect((await store.read()).config?.value).toContain(world.bootstrap);
      const deployed = openDeployedFunction(outputs.ControllerFunction ?? '', { env: world.env });
      const report = (await deployed.invoke({ action: 'status' })) as TickReport;
      deployed.destroy();
      expect(report.lag).toMatchObject({ total: '5', complete: true });
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'does not ask again in a later deployment, even if the brokers have changed',
    async () => {
      await world.moto.fakeMsk(CLUSTER, { bootstrapBrokerString: 'b-9.another.example:9092' });
      const before = landmarks(await world.moto.events());

      expect((await app.deploy(spec)).code).toBe(0);

      expect(landmarks(await world.moto.events())).toEqual(before);
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'leaves nothing behind except the log, and makes no call that its role does not allow',
    async () => {
      expect((await app.destroy(spec)).code).toBe(0);

      const events = await world.moto.events();
      expect(leftBehind(events.slice(bootstrapped))).toEqual(['AWS::Logs::LogGroup']);
      expect(callsWithoutRight(events)).toEqual([]);
      const ofBrokers = rightsWithoutCall(events, (name) => name.includes('Brokers'));
      // Lambda itself writes the log.
      expect(ofBrokers.filter((right) => !right.startsWith('logs:'))).toEqual([]);
      expect(events).toContainEqual(
        expect.objectContaining({
          action: 'kafka:GetBootstrapBrokers',
          resources: [{ arn: CLUSTER, conditions: {} }],
        }),
      );
    },
    STEP_TIMEOUT_MS,
  );
});
