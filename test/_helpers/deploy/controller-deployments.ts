import type { Stack } from 'aws-cdk-lib';
import { stringify } from 'yaml';
import type { LoadedPipeline } from '../../../cdk/pipeline-file';
import { type AwsClients, createAwsClients } from '../../../lib/adapters/aws/clients';
import { parsePipelineSpec } from '../../../lib/pipeline';
import { type MotoEvent, type MotoWithLambdas, startMotoWithLambdas } from '../moto/moto-with-lambdas';
import { type CdkCli, cdkCli } from './cdk-cli';

const START_TIMEOUT_MS = 300_000;

/** A pipeline whose Kafka is never contacted, because the test is about whether its controller may be deployed. */
export function unreachedPipeline(name: string, policy: object = {}): LoadedPipeline {
  const text = stringify({
    name,
    kafka: { brokers: ['127.0.0.1:9092'] },
    group: 'otel-processing',
    signals: { traces: { topic: 'otlp_spans' } },
    tiers: {
      processing: { cluster: 'telemetry', service: 'processing', backend: { endpoint: 'https://backend' } },
    },
    policy,
  });
  return { file: 'own.yaml', text, spec: parsePipelineSpec(text, 'own.yaml') };
}

/** Deployments of stacks that have only a controller. */
export interface ControllerDeployments {
  readonly ssm: AwsClients['ssm'];
  /** Everything that has happened on moto. */
  events(): Promise<MotoEvent[]>;
  /** Deploys a stack, successfully or not. Returns what happened on moto meanwhile. */
  deploy(name: string, build: (stack: Stack) => void): Promise<MotoEvent[]>;
}

/** moto and the CDK's command line, for the tests of a file. */
export function controllerDeployments(): ControllerDeployments {
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

  return {
    get ssm() {
      return clients.ssm;
    },
    events: () => moto.events(),
    async deploy(name, build) {
      // How the command line ends after a failed update is of no account on moto.
      await cdk.deploy(name, build).catch(() => {});
      const events = (await moto.events()).slice(seen);
      seen += events.length;
      return events;
    },
  };
}
