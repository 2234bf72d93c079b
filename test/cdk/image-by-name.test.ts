import { Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { imageByName } from '../../cdk/image-by-name';
import { testStack } from '../_helpers/cdk/cdk';

/** A task of that image: what its definition says, and what its execution role may pull. */
function taskOf(image: string): { named: string; rights: string } {
  const stack = testStack();
  const definition = new ecs.FargateTaskDefinition(stack, 'Task');
  definition.addContainer('collector', { image: imageByName(stack, 'Image', image) });
  const template = Template.fromStack(stack);
  const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  return {
    named: JSON.stringify(task?.Properties.ContainerDefinitions[0].Image),
    rights: JSON.stringify(template.findResources('AWS::IAM::Policy')),
  };
}

describe('imageByName', () => {
  it('uses a published image unchanged, without any right', () => {
    expect(taskOf('ghcr.io/example/collector:0.160.0')).toEqual({
      named: '"ghcr.io/example/collector:0.160.0"',
      rights: '{}',
    });
  });

  it('lets a task pull from a private ECR repository, and from no other', () => {
    const { named, rights } = taskOf('111122223333.dkr.ecr.eu-west-1.amazonaws.com/otel/collector:0.160.0');

    expect(named).toContain('/otel/collector:0.160.0');
    expect(rights).toContain('"Resource":"arn:aws:ecr:eu-west-1:111122223333:repository/otel/collector"');
  });

  it('keeps a digest', () => {
    const digest = `sha256:${'0a'.repeat(32)}`;

    const { named } = taskOf(`111122223333.dkr.ecr.eu-west-1.amazonaws.com/collector@${digest}`);

    expect(named).toContain(`/collector@${digest}`);
  });
});
