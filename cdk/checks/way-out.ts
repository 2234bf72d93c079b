import { Aspects, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { EndpointService } from '../endpoint-services';
import { tellMisuse } from './misuse';

/** Images that a tier starts from, by the props and spec keys that name other ones. */
export type TierImageKey = 'image' | 'helperImage';

/** What has to be reached from a tier's or a function's subnets. */
export interface WayOutNeeds {
  readonly services: readonly EndpointService[];
  /** Of its containers. Published ones lie in registries that no endpoint leads to; own ones are taken to be in ECR. */
  readonly images?: {
    readonly tier: 'processing' | 'ingestion';
    readonly published: readonly TierImageKey[];
  };
}

/**
 * Told where tasks or functions stand in isolated subnets of a VPC that this app makes, and what they need is out of
 * reach: they would not start, and ECS would only say ResourceInitializationError after minutes. Of a VPC that exists
 * already, synth knows neither routes nor endpoints.
 *
 * Published images are told at once, so that the app that deploys a spec can name the file. Endpoints are told when the
 * app is synthesised; a spec has them all (`endpointServicesOf`), so that can only be an app of one's own.
 */
export function requireWayOut(
  scope: Construct,
  vpc: ec2.IVpc,
  subnets: ec2.SubnetSelection | undefined,
  { services, images }: WayOutNeeds,
): void {
  if (!(vpc instanceof ec2.Vpc)) return;
  const isolated = new Set(vpc.isolatedSubnets.map(({ subnetId }) => subnetId));
  if (!vpc.selectSubnets(subnets).subnetIds.some((id) => isolated.has(id))) return;
  if (images && images.published.length > 0) {
    tellMisuse(scope, {
      code: 'CDK_IMAGE_OUT_OF_REACH',
      what: `Its subnets are isolated, and no endpoint leads to a published image (${images.published.join(', ')}).`,
      fix: `Copy it to your ECR and name it: ${images.published.map((key) => `deploy.${images.tier}.${key}`).join(', ')}. Or give the VPC a NAT gateway, deploy.vpc.egress: nat.`,
    });
  }
  const needed = [...new Set<string>([...services, ...(images ? ['ecr.api', 'ecr.dkr', 's3'] : [])])];
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
