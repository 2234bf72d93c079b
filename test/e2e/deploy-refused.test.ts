import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { Lazy, type Stack } from 'aws-cdk-lib';
import { BacklogController } from '../../cdk/backlog-controller';
import { renderProcessing } from '../../lib/collector';
import { controllerDeployments, unreachedPipeline } from '../_helpers/deploy/controller-deployments';
import { callsWithoutRight } from '../_helpers/rights/rights';

const TIMEOUT_MS = 300_000;

/** A controller whose template has an encoding that its construct does not know yet, so that synth cannot check it. */
function controller(name: string, encoding: string): (stack: Stack) => void {
  const pipeline = unreachedPipeline(name);
  return (stack) => {
    const given = Lazy.string({ produce: () => encoding });
    const template = renderProcessing(pipeline.spec, 'earliest').replace('otlp_proto', given);
    new BacklogController(stack, 'Controller', { pipeline, config: { kind: 'managed', template } });
  };
}

/** Several stacks, since moto rolls nothing back: after a deployment that failed it takes the stack for deployed. */
describe('a configuration that the Collector refuses for a value of the deployment', () => {
  const deployments = controllerDeployments();

  /** Deploys; gives what the custom resource answered, and the configuration after it. */
  const deploy = async (name: string, encoding: string) => {
    const events = await deployments.deploy(name, controller(name, encoding));
    const config = await deployments.ssm
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
  const LINE = renderProcessing(unreachedPipeline('any').spec, 'earliest')
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
      expect(callsWithoutRight(await deployments.events())).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
