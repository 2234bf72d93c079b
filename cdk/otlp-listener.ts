import { Duration, Validations } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { knownRange } from './network';

/** The ports of OTLP, with the ALPN protocol for TLS: HTTP/2 for gRPC, HTTP/1.1 for OTLP over HTTP. */
const OTLP = [
  { name: 'Grpc', port: 4317, alpnPolicy: elbv2.AlpnPolicy.HTTP2_ONLY },
  { name: 'Http', port: 4318, alpnPolicy: elbv2.AlpnPolicy.HTTP1_ONLY },
] as const;

export const OTLP_PORTS: readonly number[] = OTLP.map(({ port }) => port);

/** Port of the Collector's health check extension. */
const HEALTH_PORT = 13_133;

/** The private address ranges, which may send if the CIDR of the VPC is unknown. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

export interface OtlpListenerProps {
  readonly vpc: ec2.IVpc;
  readonly reach: 'internal' | 'internet-facing';
  readonly subnets: ec2.SubnetSelection | undefined;
  readonly certificate: acm.ICertificate | undefined;
  readonly clients: readonly ec2.IPeer[] | undefined;
  /** Whether the Collector asks every client for a login. */
  readonly login: 'required' | 'none';
  readonly service: ecs.FargateService;
  readonly containerName: string;
}

/** A network load balancer for OTLP: gRPC on 4317 and HTTP on 4318, with TLS if there is a certificate. */
export class OtlpListener extends Construct {
  readonly loadBalancer: elbv2.NetworkLoadBalancer;

  constructor(scope: Construct, id: string, props: OtlpListenerProps) {
    super(scope, id);
    const guard = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: 'OTLP from clients to the load balancer',
      allowAllOutbound: false,
    });
    // A different scheme replaces the load balancer, and a target group cannot move to a new one. New ids replace all of
    // them.
    const place = new Construct(this, props.reach === 'internal' ? 'Internal' : 'Public');
    this.loadBalancer = new elbv2.NetworkLoadBalancer(place, 'LoadBalancer', {
      vpc: props.vpc,
      internetFacing: props.reach === 'internet-facing',
      crossZoneEnabled: true,
      securityGroups: [guard],
      ...(props.subnets ? { vpcSubnets: props.subnets } : {}),
    });
    Validations.of(this.loadBalancer).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ELB2',
      reason:
        'A network load balancer logs only TLS connections, to your own bucket: loadBalancer.logAccessLogs().',
    });
    Validations.of(guard).acknowledge({
      id: 'AwsSolutions::AwsSolutions-EC23',
      reason: 'Open to the internet only if clients have to log in.',
    });
    const clients = props.clients ?? defaultClients(props);
    for (const otlp of OTLP) {
      for (const client of clients) guard.addIngressRule(client, ec2.Port.tcp(otlp.port), 'OTLP');
      this.addListener(place, otlp, props);
      props.service.connections.allowFrom(guard, ec2.Port.tcp(otlp.port), 'OTLP');
    }
    props.service.connections.allowFrom(guard, ec2.Port.tcp(HEALTH_PORT), 'health check');
  }

  private addListener(
    place: Construct,
    { name, port, alpnPolicy }: (typeof OTLP)[number],
    props: OtlpListenerProps,
  ): void {
    const { certificate } = props;
    const listener = this.loadBalancer.addListener(name, {
      port,
      ...(certificate
        ? {
            protocol: elbv2.Protocol.TLS,
            certificates: [certificate],
            sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS,
            alpnPolicy,
          }
        : { protocol: elbv2.Protocol.TCP }),
    });
    const tasks = new elbv2.NetworkTargetGroup(place, `${name}Tasks`, {
      vpc: props.vpc,
      port,
      protocol: elbv2.Protocol.TCP,
      targets: [
        props.service.loadBalancerTarget({ containerName: props.containerName, containerPort: port }),
      ],
      deregistrationDelay: Duration.seconds(30),
      // Otherwise a client with an open connection would keep sending to a task that has stopped.
      connectionTermination: true,
      healthCheck: {
        protocol: elbv2.Protocol.HTTP,
        path: '/',
        port: String(HEALTH_PORT),
        interval: Duration.seconds(10),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
    });
    listener.addTargetGroups('Tasks', tasks);
  }
}

function defaultClients({ reach, login, vpc }: OtlpListenerProps): ec2.IPeer[] {
  // Synth reports an internet-facing listener without clients and without a login.
  if (reach === 'internet-facing') return login === 'required' ? [ec2.Peer.anyIpv4()] : [];
  const range = knownRange(vpc);
  return (range === undefined ? PRIVATE_RANGES : [range]).map((known) => ec2.Peer.ipv4(known));
}
