import { Annotations, Fn, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ALL_ENDPOINT_SERVICES, ENDPOINT_SERVICES, type EndpointService } from './endpoint-services';

/** Props of {@link Network}. */
export interface NetworkProps {
  /**
   * How tasks and function reach AWS, Kafka and the backend.
   * - `nat`: one NAT gateway for both zones. Public images and a backend on the internet are reachable.
   * - `endpoints`: no internet access, and a VPC endpoint for each AWS service in use. Images must be in your own ECR, and
   *   Kafka and the backend must be reachable from the VPC.
   *
   * @default nat
   */
  readonly egress?: 'nat' | 'endpoints' | undefined;
  /** With `endpoints`, the AWS services that get an interface endpoint. @default all that Spillway can need */
  readonly services?: readonly EndpointService[] | undefined;
  /** The address range of the VPC. @default 10.0.0.0/16 */
  readonly ipAddresses?: ec2.IIpAddresses | undefined;
}

/**
 * Construct ids of the endpoints. They must not change, because AWS rejects a second endpoint with the same private DNS
 * name.
 */
const ENDPOINT_IDS: Record<EndpointService, string> = {
  ssm: 'Ssm',
  ecs: 'Ecs',
  logs: 'Logs',
  secretsmanager: 'SecretsManager',
  'ecr.api': 'EcrApi',
  'ecr.dkr': 'EcrDocker',
  'application-autoscaling': 'AutoScaling',
};

/**
 * A VPC for a pipeline that has none. Creates subnets in two availability zones, a gateway endpoint for S3, and either a
 * NAT gateway or interface endpoints. Kafka must be reachable from it, so peer the VPC or run Kafka in it.
 *
 * @example
 * ```ts
 * import { App, Stack } from 'aws-cdk-lib';
 * import { IpAddresses } from 'aws-cdk-lib/aws-ec2';
 * import { Network } from 'otel-spillway/cdk';
 *
 * const stack = new Stack(new App(), 'Checkout');
 * const { vpc } = new Network(stack, 'Network', {
 *   egress: 'endpoints',
 *   ipAddresses: IpAddresses.cidr('10.1.0.0/16'),
 * });
 * vpc.addFlowLog('FlowLog');
 * ```
 */
export class Network extends Construct {
  /** The VPC. */
  readonly vpc: ec2.IVpc;

  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    const { egress = 'nat', services = ALL_ENDPOINT_SERVICES, ipAddresses } = props;
    const inside = {
      name: 'tasks',
      subnetType: egress === 'nat' ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PRIVATE_ISOLATED,
    };
    // ec2.Vpc does not satisfy IVpc under exactOptionalPropertyTypes.
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: egress === 'nat' ? 1 : 0,
      subnetConfiguration:
        egress === 'nat' ? [inside, { name: 'public', subnetType: ec2.SubnetType.PUBLIC }] : [inside],
      ...(ipAddresses ? { ipAddresses } : {}),
    }) as ec2.IVpc;
    Validations.of(this.vpc).acknowledge({
      id: 'AwsSolutions::AwsSolutions-VPC7',
      reason:
        'Flow logs cost by the gigabyte, and accounts have their own rules for them: vpc.addFlowLog() adds them.',
    });
    // Free of charge, and needed because ECR stores image layers in S3.
    this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    if (egress === 'nat') return;
    for (const service of services) {
      // Private DNS is on by default, and the endpoint's security group allows the CIDR of the VPC.
      const endpoint = this.vpc.addInterfaceEndpoint(ENDPOINT_IDS[service], {
        service: ENDPOINT_SERVICES[service],
      });
      Validations.of(endpoint).acknowledge({
        id: 'AwsSolutions::AwsSolutions-EC23',
        reason: 'It allows the CIDR of its own VPC, a reference that the rule cannot evaluate.',
      });
    }
  }
}

/** An existing VPC, by its ids. Nothing is looked up, so synth needs no AWS account. */
export interface ExistingNetwork {
  /** The id of the VPC, such as `vpc-0a1b2c3d`. */
  readonly vpcId: string;
  /** The subnets of tasks and function, in different zones. AWS, Kafka and the backend must be reachable from them. */
  readonly privateSubnetIds: readonly string[];
  /** The subnets of an internet-facing load balancer. @default none */
  readonly publicSubnetIds?: readonly string[] | undefined;
  /** The zones of the subnets, in the same order. @default the first zones of the region; no construct depends on it */
  readonly availabilityZones?: readonly string[] | undefined;
  /** The CIDR of the VPC, from which an internal listener accepts telemetry. @default unknown: all private ranges */
  readonly cidr?: string | undefined;
}

/** The CIDRs of VPCs from `importNetwork`, kept here because `vpc.vpcCidrBlock` throws if an imported VPC has none. */
const importedRanges = new WeakMap<ec2.IVpc, string>();

/** The CIDR of a VPC that this app creates or `importNetwork` imported; `undefined` if it is unknown. */
export function knownRange(vpc: ec2.IVpc): string | undefined {
  return vpc instanceof ec2.Vpc ? vpc.vpcCidrBlock : importedRanges.get(vpc);
}

/**
 * Imports an existing VPC by its ids. Creates nothing.
 *
 * @example
 * ```ts
 * import { App, Stack } from 'aws-cdk-lib';
 * import { importNetwork } from 'otel-spillway/cdk';
 *
 * const stack = new Stack(new App(), 'Checkout');
 * const vpc = importNetwork(stack, 'Vpc', {
 *   vpcId: 'vpc-0a1b2c3d',
 *   privateSubnetIds: ['subnet-1', 'subnet-2'],
 *   cidr: '10.0.0.0/16',
 * });
 * ```
 */
export function importNetwork(scope: Construct, id: string, existing: ExistingNetwork): ec2.IVpc {
  const { vpcId, privateSubnetIds, publicSubnetIds = [], availabilityZones, cidr } = existing;
  const vpc = ec2.Vpc.fromVpcAttributes(scope, id, {
    vpcId,
    availabilityZones: [
      ...(availabilityZones ?? privateSubnetIds.map((_, index) => Fn.select(index, Fn.getAzs()))),
    ],
    privateSubnetIds: [...privateSubnetIds],
    ...(publicSubnetIds.length > 0 ? { publicSubnetIds: [...publicSubnetIds] } : {}),
    ...(cidr === undefined ? {} : { vpcCidrBlock: cidr }),
  });
  if (cidr !== undefined) importedRanges.set(vpc, cidr);
  Annotations.of(vpc).acknowledgeWarning(
    '@aws-cdk/aws-ec2:noSubnetRouteTableId',
    'Spillway adds no route and no gateway endpoint to it.',
  );
  return vpc;
}
