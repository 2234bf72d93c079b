import { Aspects, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { EndpointService } from '../endpoint-services';
import { reportSynthError } from './synth-error';

/** The props and spec keys for the images of a tier. */
export type TierImageKey = 'image' | 'helperImage';

/** What must be reachable from the subnets of a tier or function. */
export interface EgressNeeds {
  readonly services: readonly EndpointService[];
  /** Published images are in registries without a VPC endpoint. Other images are assumed to be in ECR. */
  readonly images?: {
    readonly tier: 'processing' | 'ingestion';
    readonly published: readonly TierImageKey[];
  };
}

/**
 * Checks that tasks or functions in isolated subnets can reach what they need. Otherwise the tasks would not start, and
 * after some minutes ECS would report ResourceInitializationError. Only a VPC of the same app is checked, because synth
 * knows neither routes nor endpoints of an existing one.
 *
 * Images are checked at once, so that `buildApp` can report them with the file of the spec. Endpoints are checked when
 * the app is synthesised, because an app may add them later.
 */
export function requireEgress(
  scope: Construct,
  vpc: ec2.IVpc,
  subnets: ec2.SubnetSelection | undefined,
  { services, images }: EgressNeeds,
): void {
  if (!(vpc instanceof ec2.Vpc)) return;
  const isolated = new Set(vpc.isolatedSubnets.map(({ subnetId }) => subnetId));
  if (!vpc.selectSubnets(subnets).subnetIds.some((id) => isolated.has(id))) return;
  if (images && images.published.length > 0) {
    reportSynthError(scope, {
      code: 'CDK_IMAGE_OUT_OF_REACH',
      message: `The subnets are isolated, and no VPC endpoint leads to the registry of a published image (${images.published.join(', ')}).`,
      whatToDo: `Copy the images to your ECR and set ${images.published.map((key) => `deploy.${images.tier}.${key}`).join(' and ')}, or use a NAT gateway (deploy.vpc.egress: nat).`,
    });
  }
  const needed = [...new Set<string>([...services, ...(images ? ['ecr.api', 'ecr.dkr', 's3'] : [])])];
  // Runs when the tree is complete, because endpoints may be added after the tier.
  Aspects.of(scope).add({
    visit(node) {
      if (node !== scope) return;
      const endpoints = endpointsIn(vpc);
      const missing = needed.filter((service) => !endpoints.some((name) => name.includes(`.${service}"`)));
      if (missing.length > 0) {
        reportSynthError(scope, {
          code: 'CDK_NETWORK_NO_WAY_OUT',
          message: `The subnets are isolated: the VPC has no NAT gateway and no endpoint for ${missing.join(', ')}.`,
          whatToDo: 'Add a NAT gateway or these endpoints to the VPC.',
        });
      }
    },
  });
}

/**
 * The service names of this VPC's endpoints, as in the template: `"com.amazonaws.eu-west-1.ssm"`, or a join that ends in
 * `".ssm"`.
 */
function endpointsIn(vpc: ec2.Vpc): string[] {
  return vpc.node.root.node
    .findAll()
    .filter((node): node is ec2.CfnVPCEndpoint => node instanceof ec2.CfnVPCEndpoint)
    .filter(({ vpcId }) => vpcId === vpc.vpcId)
    .map(({ serviceName }) => JSON.stringify(Stack.of(vpc).resolve(serviceName) ?? ''));
}
