import { Aspects, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { tellMisuse } from './misuse';

/** AWS services that tasks and functions call from a VPC. */
export type NeededService = 'ssm' | 'ecs' | 'logs' | 'secretsmanager';

/** What has to be reached from a tier's subnets. */
export interface WayOutNeeds {
  readonly services: readonly NeededService[];
  /** Published images come from registries that no endpoint leads to; own ones are taken to be in ECR. */
  readonly image: 'published' | 'own' | 'none';
}

/**
 * Told where tasks or functions stand in isolated subnets of a VPC that this app makes, and an endpoint for what they
 * need is missing: they would not start, and ECS would only say ResourceInitializationError after minutes. Of a VPC
 * that exists already, synth knows neither routes nor endpoints.
 */
export function requireWayOut(
  scope: Construct,
  vpc: ec2.IVpc,
  subnets: ec2.SubnetSelection | undefined,
  { services, image }: WayOutNeeds,
): void {
  if (!(vpc instanceof ec2.Vpc)) return;
  const isolated = new Set(vpc.isolatedSubnets.map(({ subnetId }) => subnetId));
  if (!vpc.selectSubnets(subnets).subnetIds.some((id) => isolated.has(id))) return;
  const needed: readonly string[] = [...services, ...(image === 'none' ? [] : ['ecr.api', 'ecr.dkr', 's3'])];
  // Endpoints may be added after the tier: looked at when the tree is whole.
  Aspects.of(scope).add({
    visit(node) {
      if (node !== scope) return;
      const there = endpointsIn(vpc);
      const missing = needed.filter((service) => !there.some((name) => name.includes(`.${service}"`)));
      if (missing.length > 0) {
        tellMisuse(scope, {
          code: 'CDK_NETWORK_NO_WAY_OUT',
          what: `Its subnets are isolated: no NAT, and no endpoint for ${missing.join(', ')}.`,
          fix: 'Give the VPC a NAT gateway, or these endpoints.',
        });
      }
      if (image === 'published') {
        tellMisuse(scope, {
          code: 'CDK_IMAGE_OUT_OF_REACH',
          what: 'Its subnets are isolated, and its images are published ones, which no endpoint leads to.',
          fix: 'Give the VPC a NAT gateway, or copy them to your ECR and name them by image and helperImage.',
        });
      }
    },
  });
}

/**
 * Names of the services that endpoints of this VPC lead to, as the template will have them: text such as
 * `"com.amazonaws.eu-west-1.ssm"`, or a join that ends in `".ssm"`.
 */
function endpointsIn(vpc: ec2.Vpc): string[] {
  return vpc.node.root.node
    .findAll()
    .filter((node): node is ec2.CfnVPCEndpoint => node instanceof ec2.CfnVPCEndpoint)
    .filter(({ vpcId }) => vpcId === vpc.vpcId)
    .map(({ serviceName }) => JSON.stringify(Stack.of(vpc).resolve(serviceName) ?? ''));
}
