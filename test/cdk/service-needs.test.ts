import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Network } from '../../cdk/network';
import { testStack } from '../_helpers/cdk/cdk';
import { ingestionTier, pipelineOf, processingTier } from '../_helpers/cdk/tier-stack';

const MSK = { msk: { clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b-2' } };
const OWN_IMAGES = {
  image: ecs.ContainerImage.fromRegistry('own/collector'),
  helperImage: ecs.ContainerImage.fromRegistry('own/busybox'),
};

/** Logical ids of what the service waits for, and is removed before. */
function needsOf(stack: Stack): string[] {
  const [service] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
  return service?.DependsOn ?? [];
}

/** Logical ids of all resources of a type. */
function idsOf(stack: Stack, type: string): string[] {
  return Object.keys(Template.fromStack(stack).findResources(type));
}

describe.each([
  ['processing', () => processingTier(pipelineOf('msk-iam'), MSK)],
  ['ingestion', () => ingestionTier(pipelineOf('msk-iam'), MSK)],
])('the service of the %s tier', (_, tier) => {
  it('depends on the policies of both roles, also those of a later deployment', () => {
    const { stack } = tier();

    const policies = idsOf(stack, 'AWS::IAM::Policy');
    expect(policies).toHaveLength(2);
    // Who asks MSK for the brokers has a role as well, and is done before there is a task definition.
    const roles = idsOf(stack, 'AWS::IAM::Role').filter((id) => id.includes('TaskDefinition'));
    expect(roles).toHaveLength(2);
    expect(needsOf(stack)).toEqual(expect.arrayContaining([...policies, ...roles]));
  });

  it.each(['AWS::EC2::Route', 'AWS::EC2::NatGateway', 'AWS::EC2::SubnetRouteTableAssociation'])(
    'depends on the egress of a new VPC: %s',
    (type) => {
      const { stack } = tier();

      expect(idsOf(stack, type)).not.toEqual([]);
      expect(needsOf(stack)).toEqual(expect.arrayContaining(idsOf(stack, type)));
    },
  );
});

describe('a VPC without NAT', () => {
  it('makes the service depend on its endpoints, also those that are added after the tier', () => {
    const stack = testStack();
    const { vpc } = new Network(stack, 'Network', { egress: 'endpoints' });
    processingTier(pipelineOf('plain'), { vpc, ...OWN_IMAGES }, stack);
    vpc.addInterfaceEndpoint('Later', { service: ec2.InterfaceVpcEndpointAwsService.KMS });

    const endpoints = idsOf(stack, 'AWS::EC2::VPCEndpoint');
    expect(endpoints).toContainEqual(expect.stringContaining('Later'));
    expect(needsOf(stack)).toEqual(expect.arrayContaining(endpoints));
  });
});

describe('an existing VPC', () => {
  it('adds no dependency', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Theirs', {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-0a1b2c3d'],
    });
    processingTier(pipelineOf('plain'), { vpc }, stack);

    const roles = [...idsOf(stack, 'AWS::IAM::Role'), ...idsOf(stack, 'AWS::IAM::Policy')];
    expect(needsOf(stack).sort()).toEqual([...roles, ...idsOf(stack, 'AWS::SSM::Parameter')].sort());
  });
});
