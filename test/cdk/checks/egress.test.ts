import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { type EgressNeeds, requireEgress } from '../../../cdk/checks/egress';
import { Network } from '../../../cdk/network';
import { errorsOf, testStack } from '../../_helpers/cdk/cdk';

const NEEDS: EgressNeeds = { services: ['ssm', 'logs'], images: { tier: 'processing', published: [] } };
const PUBLISHED: EgressNeeds = {
  ...NEEDS,
  images: { tier: 'ingestion', published: ['image', 'helperImage'] },
};

/** The error for a tier in a VPC of this stack; `later` runs after the tier is created. */
function told(vpcOf: (stack: Stack) => ec2.IVpc, needs = NEEDS, later = (_: ec2.IVpc) => {}): string[] {
  const stack = testStack();
  const vpc = vpcOf(stack);
  new ssm.StringParameter(stack, 'Something', { stringValue: 'a stack has resources' });
  requireEgress(new Construct(stack, 'Tier'), vpc, undefined, needs);
  later(vpc);
  return errorsOf(stack);
}

const isolated = (stack: Stack) => new Network(stack, 'Network', { egress: 'endpoints' }).vpc;
const bare = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }) as ec2.IVpc;

describe('egress from isolated subnets', () => {
  it('exists with a NAT gateway, for any service', () => {
    expect(told((stack) => new Network(stack, 'Network').vpc, PUBLISHED)).toEqual([]);
  });

  it('exists with an endpoint for each service', () => {
    expect(told(isolated)).toEqual([]);
  });

  it('is missing without either, and the error lists the endpoints', () => {
    expect(told(bare)).toEqual([
      'CDK_NETWORK_NO_WAY_OUT The subnets are isolated: the VPC has no NAT gateway and no endpoint for ssm, logs, ecr.api, ecr.dkr, s3. Add a NAT gateway or these endpoints to the VPC.',
    ]);
  });

  it('includes endpoints that are added after the tier', () => {
    const later = (vpc: ec2.IVpc) =>
      vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });

    expect(told(bare, NEEDS, later)).toEqual([expect.stringContaining('no endpoint for logs, ecr.api')]);
  });

  it('to a registry is not required without containers', () => {
    expect(told(bare, { services: ['ecs'] })).toEqual([
      expect.stringMatching(/^CDK_NETWORK_NO_WAY_OUT .*no endpoint for ecs\. /),
    ]);
  });

  it('does not reach the registry of a published image, and the error lists the keys to set', () => {
    expect(told(isolated, PUBLISHED)).toEqual([
      'CDK_IMAGE_OUT_OF_REACH The subnets are isolated, and no VPC endpoint leads to the registry of a published image (image, helperImage). Copy the images to your ECR and set deploy.ingestion.image and deploy.ingestion.helperImage, or use a NAT gateway (deploy.vpc.egress: nat).',
    ]);
  });

  it('lists each service once', () => {
    expect(told(bare, { services: ['ssm', 'logs', 'ssm'] })).toEqual([
      expect.stringContaining('no endpoint for ssm, logs. '),
    ]);
  });

  it('is not checked in an existing VPC', () => {
    const existing = (stack: Stack) =>
      ec2.Vpc.fromVpcAttributes(stack, 'Theirs', {
        vpcId: 'vpc-0a1b2c3d',
        availabilityZones: ['eu-west-1a'],
        isolatedSubnetIds: ['subnet-0a1b2c3d'],
      });

    expect(told(existing)).toEqual([]);
  });
});
