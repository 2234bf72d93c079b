import { App, ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgeWildcard } from '../../cdk/wildcard-right';

describe('an acknowledged wildcard', () => {
  const stackOf = (props: { env?: { account: string; region: string } }) => {
    const app = new App();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const stack = new Stack(app, 'Test', props);
    const arn = (name: string) =>
      stack.formatArn({ service: 'ssm', resource: name, arnFormat: ArnFormat.NO_RESOURCE_NAME });
    const role = new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Own: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['ssm:DeleteParameter'],
              resources: [arn('parameter/a/*'), arn('parameter/b/*')],
            }),
          ],
        }),
      },
    });
    return { app, arn, role };
  };

  const findings = (app: App): string => {
    try {
      app.synth();
      return '';
    } catch (error) {
      return String(error);
    }
  };

  it.each([
    ['anywhere', {}],
    ['in a known account', { env: { account: '123456789012', region: 'eu-west-1' } }],
  ])('is not reported by cdk-nag in a stack %s, and another one still is', (_where, props) => {
    const { app, arn, role } = stackOf(props);

    acknowledgeWildcard(role, arn('parameter/a/*'), 'For a reason.');

    const found = findings(app);
    expect(found).toContain('parameter/b/*');
    expect(found).not.toContain('parameter/a/*');
  });
});
