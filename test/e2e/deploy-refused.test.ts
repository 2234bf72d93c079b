import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { Lazy, type Stack } from 'aws-cdk-lib';
import { stringify } from 'yaml';
import { BacklogController } from '../../cdk/backlog-controller';
import { type AwsClients, createAwsClients } from '../../lib/adapters/aws/clients';
import { renderProcessing } from '../../lib/collector';
import { parsePipelineSpec } from '../../lib/pipeline';
import { type CdkCli, cdkCli } from '../_helpers/deploy/cdk-cli';
import { type MotoWithLambdas, startMotoWithLambdas } from '../_helpers/moto/moto-with-lambdas';
import { callsWithoutRight } from '../_helpers/rights/rights';

const START_TIMEOUT_MS = 300_000;
const TIMEOUT_MS = 300_000;

function pipelineNamed(name: string) {
  const text = stringify({
    name,
    kafka: { brokers: ['127.0.0.1:9092'] },
    group: 'otel-processing',
    signals: { traces: { topic: 'otlp_spans' } },
    tiers: {
      processing: { cluster: 'telemetry', service: 'processing', backend: { endpoint: 'https://backend' } },
    },
  });
  return { file: 'own.yaml', text, spec: parsePipelineSpec(text, 'own.yaml') };
}

/** A controller whose template has an encoding that its construct does not know yet, so that synth cannot check it. */
function controller(name: string, encoding: string): (stack: Stack) => void {
  const pipeline = pipelineNamed(name);
  return (stack) => {
    const given = Lazy.string({ produce: () => encoding });
    const template = renderProcessing(pipeline.spec, 'earliest').replace('otlp_proto', given);
    new BacklogController(stack, 'Controller', { pipeline, config: { kind: 'managed', template } });
  };
}

/** Several stacks, since moto rolls nothing back: after a deployment that failed it takes the stack for deployed. */
describe('a configuration that the Collector refuses for a value of the deployment', () => {
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

  /** Deploys; gives what the custom resource answered, and the configuration after it. */
  const deploy = async (name: string, encoding: string) => {
    // How the command line ends after a failed update is of no account on moto.
    await cdk.deploy(name, controller(name, encoding)).catch(() => {});
    const events = (await moto.events()).slice(seen);
    seen += events.length;
    const config = await clients.ssm
      .send(new GetParameterCommand({ Name: `/spillway/${name}/config` }))
      .then(({ Parameter }) => Parameter?.Value)
      .catch(() => undefined);
    return {
      answers: events.flatMap((event) =>
        event.kind === 'custom' ? [`${event.request} ${event.status} ${event.reason ?? ''}`.trim()] : [],
      ),
      config,
    };
  };
  const LINE = renderProcessing(pipelineNamed('any').spec, 'earliest')
    .split('\n')
    .findIndex((line) => line.includes('otlp_proto'));
  const refused = (request: string) =>
    expect.stringMatching(
      new RegExp(
        `^${request} FAILED CONFIG_REFUSED Line ${LINE + 1} of the configuration of the processing tier: CONFIG_VALUE_INVALID .*otlp_prooto.* It was not stored\\. Correct it and deploy again\\.[^\\n]*$`,
      ),
    );

  it(
    'is not stored by the first deployment, whose event says what to change, and where',
    async () => {
      const { answers, config } = await deploy('first', 'otlp_prooto');

      expect(answers[0]).toEqual(refused('Create'));
      expect(config).toBeUndefined();
    },
    TIMEOUT_MS,
  );

  it(
    'does not replace the one that is live',
    async () => {
      const before = await deploy('second', 'otlp_proto');
      const after = await deploy('second', 'otlp_prooto');

      expect(before.answers).toEqual(['Create SUCCESS']);
      // moto asks again after a failure.
      expect([...new Set(after.answers)]).toEqual([refused('Update')]);
      expect(after.config).toBe(before.config);
      expect(after.config).toContain('encoding: otlp_proto\n');
      expect(callsWithoutRight(await moto.events())).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
