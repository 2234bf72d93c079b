import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { Stack } from 'aws-cdk-lib';
import { stringify } from 'yaml';
import { BacklogController } from '../../cdk/backlog-controller';
import { type AwsClients, createAwsClients } from '../../lib/adapters/aws/clients';
import { parsePipelineSpec } from '../../lib/pipeline';
import { type CdkCli, cdkCli } from '../_helpers/deploy/cdk-cli';
import { type MotoWithLambdas, startMotoWithLambdas } from '../_helpers/moto/moto-with-lambdas';
import { callsWithoutRight } from '../_helpers/rights/rights';

const START_TIMEOUT_MS = 300_000;
const TIMEOUT_MS = 120_000;

/** Only a controller, with a Kafka that is never contacted: the test is about whether it may be deployed. */
function controller(name: string, mode: 'act' | 'observe'): (stack: Stack) => void {
  const text = stringify({
    name,
    kafka: { brokers: ['127.0.0.1:9092'] },
    group: 'otel-processing',
    signals: { traces: { topic: 'otlp_spans' } },
    tiers: {
      processing: { cluster: 'telemetry', service: 'processing', backend: { endpoint: 'https://backend' } },
    },
    policy: { mode },
  });
  const pipeline = { file: 'guarded.yaml', text, spec: parsePipelineSpec(text, 'guarded.yaml') };
  return (stack) => {
    new BacklogController(stack, 'Controller', { pipeline, config: { kind: 'managed' } });
  };
}

/** Two pipelines, because moto does not roll back: it treats the stack as deployed after a failed deployment. */
describe('mode: observe', () => {
  let moto: MotoWithLambdas;
  let cdk: CdkCli;
  let clients: AwsClients;
  let seen = 0;

  beforeAll(async () => {
    moto = await startMotoWithLambdas();
    cdk = cdkCli(moto.endpoint);
    clients = createAwsClients({ env: { AWS_ENDPOINT_URL: moto.endpoint, AWS_REGION: 'eu-west-1' } });
    await cdk.bootstrap();
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    clients?.destroy();
    await moto?.stop();
  });

  /** Deploys; what was asked of custom resources by it, and what became of the controller's function. */
  const deploy = async (name: string, mode: 'act' | 'observe') => {
    // How the command line ends after a failed update is of no account on moto.
    await cdk.deploy(name, controller(name, mode)).catch(() => {});
    const events = (await moto.events()).slice(seen);
    seen += events.length;
    return {
      asked: events.flatMap((event) =>
        event.kind === 'custom'
          ? [`${event.logicalId.includes('Observe') ? 'guard' : 'config'} ${event.request} ${event.status}`]
          : [],
      ),
      reasons: events.flatMap((event) => (event.kind === 'custom' && event.reason ? [event.reason] : [])),
      controller: events.flatMap((event) =>
        event.kind === 'resource' && /^Controller(Rights|Function)/.test(event.logicalId) ? [event.fate] : [],
      ),
    };
  };

  it(
    'is rejected while a debt exists, before the controller loses a right',
    async () => {
      const debt = { Name: '/spillway/owing/debt', Value: '{"count":6}', Type: 'String' } as const;
      const acting = await deploy('owing', 'act');
      await clients.ssm.send(new PutParameterCommand(debt));

      const { asked, reasons, controller } = await deploy('owing', 'observe');

      expect(acting.asked).toEqual(['config Create SUCCESS']);
      expect(asked).toEqual(['guard Create FAILED']);
      expect(reasons).toEqual([expect.stringMatching(/^CONFIG_DEBT_UNPAID \/spillway\/owing\/debt exists/)]);
      expect(controller).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'is accepted without a debt, and then the controller loses its rights; the way back needs no check',
    async () => {
      await deploy('paid', 'act');

      const observing = await deploy('paid', 'observe');
      const acting = await deploy('paid', 'act');

      expect(observing.asked).toEqual(['guard Create SUCCESS']);
      expect(observing.controller).toContain('updated');
      expect(acting.asked).toEqual(['guard Delete SUCCESS']);
      expect(callsWithoutRight(await moto.events())).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
