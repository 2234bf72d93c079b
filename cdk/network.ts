import { Annotations, Fn, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ALL_ENDPOINT_SERVICES, ENDPOINT_SERVICES, type EndpointService } from './endpoint-services';

export interface NetworkProps {
  /**
   * How tasks and function reach AWS, Kafka and the backend. Default: `nat`.
   * - `nat`: one NAT gateway for both zones; images, AWS and a backend on the internet are all reached.
   * - `endpoints`: no way to the internet, and an endpoint for each AWS service in use. Collector images then have to be
   *   in your own ECR, and Kafka and the backend within reach of the VPC.
   */
  readonly egress?: 'nat' | 'endpoints' | undefined;
  /** With `endpoints`, what an interface endpoint is made for, in each zone. Default: all that Spillway can need. */
  readonly services?: readonly EndpointService[] | undefined;
  /** Default: what the CDK takes, 10.0.0.0/16. */
  readonly ipAddresses?: ec2.IIpAddresses | undefined;
}

/** Ids of the endpoints, which an update must not change: a second one with the same private name is refused. */
const ENDPOINT_IDS: Record<EndpointService, string> = {
  ssm: 'Ssm',
  ecs: 'Ecs',
  logs: 'Logs',
  secretsmanager: 'SecretsManager',
  'ecr.api': 'EcrApi',
  'ecr.dkr': 'EcrDocker',
  'application-autoscaling': 'AutoScaling',
};

/** A VPC over two zones for a pipeline that has none yet. Kafka has to be reachable from it: peer it, or run Kafka in it. */
export class Network extends Construct {
  readonly vpc: ec2.IVpc;

  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    const { egress = 'nat', services = ALL_ENDPOINT_SERVICES, ipAddresses } = props;
    const inside = {
      name: 'tasks',
      subnetType: egress === 'nat' ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PRIVATE_ISOLATED,
    };
    // The library's own class does not fit its interface under exactOptionalPropertyTypes.
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
        'Flow logs cost by the gigabyte and belong to the rules of the account: vpc.addFlowLog() adds them.',
    });
    // Free of charge, and layers of images in ECR lie in S3.
    this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    if (egress === 'nat') return;
    for (const service of services) {
      // Private names are on, so that clients need no other address; its security group lets in the VPC's own range.
      const endpoint = this.vpc.addInterfaceEndpoint(ENDPOINT_IDS[service], {
        service: ENDPOINT_SERVICES[service],
      });
      Validations.of(endpoint).acknowledge({
        id: 'AwsSolutions::AwsSolutions-EC23',
        reason: 'It lets in the range of its own VPC, a reference, which the rule cannot read.',
      });
    }
  }
}

/** A VPC that exists, by ids: nothing is looked up, so synth needs no account. */
export interface ExistingNetwork {
  readonly vpcId: string;
  /** Where tasks and function run, with a way to AWS, Kafka and the backend; in different zones. */
  readonly privateSubnetIds: readonly string[];
  /** For an internet-facing load balancer. Default: none. */
  readonly publicSubnetIds?: readonly string[] | undefined;
  /** Zones of the subnets, in their order. Default: the region's first ones, which nothing here depends on. */
  readonly availabilityZones?: readonly string[] | undefined;
  /** Range of the VPC, for who may send to an internal listener. Default: unknown, and all private ranges may. */
  readonly cidr?: string | undefined;
}

/** By VPC that was imported here. Asked for a range that it has not, the library's own would throw. */
const importedRanges = new WeakMap<ec2.IVpc, string>();

/** Range of a VPC that this app makes or `importNetwork` was told of; `undefined` for any other. */
export function knownRange(vpc: ec2.IVpc): string | undefined {
  return vpc instanceof ec2.Vpc ? vpc.vpcCidrBlock : importedRanges.get(vpc);
}

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
    'Nothing here makes a route or a gateway endpoint in it.',
  );
  return vpc;
}
