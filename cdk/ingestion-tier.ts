import { Duration } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { renderIngestion } from '../lib/collector';
import { requireEgress } from './checks/egress';
import { checkKafkaClient } from './checks/kafka-client';
import { checkPublicIngestion, checkPublicSubnet } from './checks/public-ingestion';
import { reportSynthError } from './checks/synth-error';
import { type CollectorOptions, CollectorTask, publishedImages } from './collector-container';
import { tierImage } from './collector-image';
import { secretService } from './container-secret';
import { deployedBrokers, withDeployedBrokers } from './deployed-brokers';
import { caInput, kafkaCaFile } from './kafka-ca';
import { kafkaPassword } from './kafka-secret';
import { OTLP_PORTS, OtlpListener } from './otlp-listener';
import type { LoadedPipeline } from './pipeline-file';
import { awaitNeeds } from './service-needs';
import { newTierCluster } from './tier-cluster';
import { allowWriting, type MskCluster } from './tier-kafka-rights';

/** To send what is batched and queued for Kafka, which was acknowledged to clients. */
const STOP_TIMEOUT = Duration.seconds(90);

/** Above it tasks are added; the rest is for what comes until they run. */
const CPU_TARGET_PERCENT = 60;

export interface IngestionTierProps extends CollectorOptions {
  readonly pipeline: LoadedPipeline;
  readonly vpc: ec2.IVpc;
  /** Of the tasks. Default: the private subnets; where there are none, the public ones, with a public address each. */
  readonly vpcSubnets?: ec2.SubnetSelection | undefined;
  /** Put on the tasks beside their own. Default: none. */
  readonly securityGroups?: ec2.ISecurityGroup[] | undefined;
  /** Default: a new one, `<name>-ingestion`, with Container Insights on. */
  readonly cluster?: ecs.ICluster | undefined;
  /** Who can reach 4317 and 4318. `none`: no load balancer; bring your own to `service`. Default: `internal`. */
  readonly listener?: 'none' | 'internal' | 'internet-facing' | undefined;
  /** TLS on both ports. Default: none, which an internet-facing listener is not allowed. */
  readonly certificate?: acm.ICertificate | undefined;
  /**
   * Who may send. Default: to an internal listener the VPC, or all private ranges where its own is not known, since it
   * was imported otherwise than by `importNetwork` with `cidr`; to an internet-facing one anyone.
   */
  readonly clients?: ec2.IPeer[] | undefined;
  /** Of the load balancer. Default: private ones, or public ones where it is internet-facing. */
  readonly listenerSubnets?: ec2.SubnetSelection | undefined;
  /** Tasks follow the CPU between these two. Default: 2 and 10. */
  readonly tasks?: { readonly min: number; readonly max: number } | undefined;
  /** The Collector's configuration. Default: rendered from the spec. */
  readonly config?: string | undefined;
  /**
   * `host:port`, separated by commas; may be a token. Default: the spec's `kafka.brokers`; where it has none, those that
   * MSK names at deploy.
   */
  readonly brokers?: string | undefined;
  /** Default: the secret that the spec names. */
  readonly passwordSecret?: secretsmanager.ISecret | undefined;
  /** Needed with AWS_MSK_IAM, and asked for brokers that nobody names. Default: the spec's `deploy.msk`. */
  readonly msk?: MskCluster | undefined;
}

/**
 * The tier that takes OTLP and writes it to Kafka: Collectors on Fargate behind a network load balancer.
 *
 * Nothing changes its configuration at run time, so that is part of the task definition: a deployment rolls it out, and
 * the circuit breaker's rollback brings the earlier one back.
 */
export class IngestionTier extends Construct implements ec2.IConnectable {
  readonly service: ecs.FargateService;
  readonly cluster: ecs.ICluster;
  readonly taskRole: iam.IRole;
  /** Of the tasks: lets in the load balancer alone. Brokers have to let this one in. */
  readonly securityGroup: ec2.SecurityGroup;
  readonly connections: ec2.Connections;
  /** None with `listener: none`. */
  readonly loadBalancer: elbv2.NetworkLoadBalancer | undefined;

  constructor(scope: Construct, id: string, props: IngestionTierProps) {
    super(scope, id);
    const { spec } = props.pipeline;
    const name = `${spec.name}-ingestion`;
    const image = tierImage(spec.tiers.ingestion.collectorVersion, props.image);
    const password = kafkaPassword(this, props.pipeline, props.passwordSecret);
    const listener = props.listener ?? 'internal';
    const msk = props.msk ?? spec.deploy.msk;
    const unplaced = checkPublicSubnet(listener, props.vpc, props.listenerSubnets);
    for (const error of [
      ...checkPublicIngestion(listener, props.certificate),
      ...unplaced,
      ...checkKafkaClient(spec.kafka, {
        password: password ? 'given' : 'missing',
        ca: caInput(props.kafkaCa, image),
        msk: msk ? 'given' : 'missing',
      }),
    ]) {
      reportSynthError(this, error);
    }
    requireEgress(this, props.vpc, props.vpcSubnets, {
      images: { tier: 'ingestion', published: publishedImages(image, props) },
      services: [
        'logs',
        ...(password ? (['secretsmanager'] as const) : []),
        ...Object.values(props.secrets ?? {}).map((secret) => secretService(this, secret)),
      ],
    });

    const { definition, container } = new CollectorTask(this, 'Task', {
      ...props,
      image,
      password,
      config: { kind: 'inline', text: props.config ?? this.rendered(props) },
      kafkaCa: kafkaCaFile(spec.kafka, props.kafkaCa),
      stopTimeout: STOP_TIMEOUT,
      ports: OTLP_PORTS,
    });
    this.taskRole = definition.taskRole;
    allowWriting(this.taskRole, spec, msk);

    this.cluster = props.cluster ?? newTierCluster(this, props.vpc, name);
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Ingestion tier of ${spec.name}: OTLP in, Kafka out`,
    });
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup] });
    this.service = new ecs.FargateService(this, 'Service', {
      cluster: this.cluster,
      serviceName: name,
      taskDefinition: definition,
      vpcSubnets: props.vpcSubnets ?? {},
      assignPublicIp: props.vpc.selectSubnets(props.vpcSubnets).hasPublic,
      securityGroups: [this.securityGroup, ...(props.securityGroups ?? [])],
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
    awaitNeeds(this.service, definition, props.vpc);
    this.service
      .autoScaleTaskCount({ minCapacity: props.tasks?.min ?? 2, maxCapacity: props.tasks?.max ?? 10 })
      .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: CPU_TARGET_PERCENT });
    // Of a listener without a place the CDK would only throw, after it was told.
    this.loadBalancer =
      listener === 'none' || unplaced.length > 0
        ? undefined
        : new OtlpListener(this, 'Listener', {
            vpc: props.vpc,
            reach: listener,
            subnets: props.listenerSubnets,
            certificate: props.certificate,
            clients: props.clients,
            service: this.service,
            containerName: container.containerName,
          }).loadBalancer;
  }

  private rendered({ pipeline, brokers, msk }: IngestionTierProps): string {
    const given = deployedBrokers(this, { spec: pipeline.spec, brokers, msk });
    const { spec, options } = withDeployedBrokers(pipeline.spec, given);
    return renderIngestion(spec, options);
  }
}
