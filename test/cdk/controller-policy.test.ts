import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CONTROLLER_RIGHTS } from '../../cdk/controller-policy';

const ADAPTERS = path.resolve(__dirname, '../../lib/adapters/aws');

/** What others ask with rights of their own: the command line for a deployed function, a deployment for MSK's brokers. */
const NOT_OF_A_TICK = ['deployed-function.ts', 'msk-brokers.ts'];

/** `ssm:GetParameters` for each command of the AWS SDK that a tick's adapters send, once. */
function sentActions(): string[] {
  const files = readdirSync(ADAPTERS).filter((file) => !NOT_OF_A_TICK.includes(file));
  const actions = files.flatMap((file) => {
    const text = readFileSync(path.join(ADAPTERS, file), 'utf8');
    const imports = [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([a-z-]+)'/g)];
    return imports.flatMap(([, names = '', client = '']) =>
      [...names.matchAll(/(\w+)Command\b/g)].map(([, command]) => `${iamPrefix(client)}:${command}`),
    );
  });
  return [...new Set(actions)].sort();
}

function iamPrefix(client: string): string {
  return (
    { 'application-auto-scaling': 'application-autoscaling', 'secrets-manager': 'secretsmanager' }[client] ??
    client
  );
}

describe("the controller's rights", () => {
  it('to AWS are exactly what the adapters call', () => {
    const ofLambdaItself = /^(logs|ec2|kms|kafka-cluster):/;
    const granted = CONTROLLER_RIGHTS.flatMap(({ actions }) => actions).filter(
      (action) => !ofLambdaItself.test(action),
    );

    expect(sentActions()).toContain('ecs:UpdateService');
    expect([...new Set(granted)].sort()).toEqual(sentActions());
  });

  it('name single actions, because a wildcard would grow with AWS', () => {
    const actions = CONTROLLER_RIGHTS.flatMap((right) => right.actions);

    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('have unique names, as a policy requires', () => {
    const sids = CONTROLLER_RIGHTS.map(({ sid }) => sid);

    expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
    expect(new Set(sids).size).toBe(sids.length);
  });
});
