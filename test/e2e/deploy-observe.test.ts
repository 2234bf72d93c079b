import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { BacklogController } from '../../cdk/backlog-controller';
import { controllerDeployments, unreachedPipeline } from '../_helpers/deploy/controller-deployments';
import { callsWithoutRight } from '../_helpers/rights/rights';

const TIMEOUT_MS = 120_000;

/** Two pipelines, because moto does not roll back: it treats the stack as deployed after a failed deployment. */
describe('mode: observe', () => {
  const deployments = controllerDeployments();

  /** Deploys; what was asked of custom resources by it, and what became of the controller's function. */
  const deploy = async (name: string, mode: 'act' | 'observe') => {
    const pipeline = unreachedPipeline(name, { mode });
    const events = await deployments.deploy(name, (stack) => {
      new BacklogController(stack, 'Controller', { pipeline, config: { kind: 'managed' } });
    });
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
      await deployments.ssm.send(new PutParameterCommand(debt));

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
      expect(callsWithoutRight(await deployments.events())).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
