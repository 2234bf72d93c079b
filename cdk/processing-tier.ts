import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IDependable } from 'constructs';
import { requireEgress } from './checks/egress';
import { checkEnvironment } from './checks/environment';
import { checkKafkaClient } from './checks/kafka-client';
import { checkStopTimeout } from './checks/stop-timeout';
import { reportSynthError } from './checks/synth-error';
import { checkTasks, knownPartitions } from './checks/tasks';
import { checkTierNames } from './checks/tier-names';
import { type CollectorOptions, CollectorTask, publishedImages } from './collector-container';
import { type TierImage, tierImage } from './collector-image';
import { parameterSecret, secretService } from './container-secret';
import { caInput, kafkaCaFile } from './kafka-ca';
import { kafkaPassword } from './kafka-secret';
import type { LoadedPipeline } from './pipeline-file';
import { awaitNeeds } from './service-needs';
import { newTierCluster } from './tier-cluster';
import { allowReading, type MskCluster } from './tier-kafka-rights';

/** A new template makes a new task definition, and CloudFormation one rollout. Nothing reads it. */
const TEMPLATE_HASH_VARIABLE = 'SPILLWAY_TEMPLATE_HASH';

/** Fargate kills what was told to stop after this many ms, and CloudFormation refuses more. */
const FARGATE_MOST_MS = 120_000;

export interface ProcessingTierProps extends CollectorOptions {
  readonly pipeline: LoadedPipeline;
  readonly vpc: ec2.IVpc;
  /** Default: the private subnets; where there are none, the public ones, with a public address for each task. */
  readonly vpcSubnets?: ec2.SubnetSelection | undefined;
  /** Put on the tasks beside their own, for example what the brokers let in. Default: none. */
  readonly securityGroups?: ec2.ISecurityGroup[] | undefined;
  /** Default: a new one with the spec's `tiers.processing.cluster` as its name and Container Insights on. */
  readonly cluster?: ecs.ICluster | undefined;
  /** Live configuration, read by each container at its start: `configParameterName` of the controller. */
  readonly configParameterName: string;
  /** Of the deployed template: `templateHash` of the controller; may be a token. */
  readonly templateHash: string;
  /** What has to be there before the first task: `configReady` of the controller. */
  readonly configReady: IDependable;
  /** Default: the secret that the spec names. */
  readonly passwordSecret?: secretsmanager.ISecret | undefined;
  /** Needed with AWS_MSK_IAM. Default: the spec's `deploy.msk`. */
  readonly msk?: MskCluster | undefined;
  /** Of the topic that has the most. Default: by the spec's `signals.*.partitions`; not checked unless all are there. */
  readonly partitions?: number | undefined;
}

/**
 * The tier that reads from Kafka: Collectors on Fargate, one consumer group. How many of them run is the controller's:
 * `desiredCount` is in no template, so no deployment resets it.
 *
 * A rollout stops all tasks and starts the new ones (0 and 100 percent), as a recreate does: Kafka holds the data for
 * the minute that this takes, the group is rebalanced once, never more tasks run than there are partitions, and a
 * single task is not in its own way.
 */
export class ProcessingTier extends Construct implements ec2.IConnectable {
  readonly service: ecs.FargateService;
  readonly cluster: ecs.ICluster;
  readonly taskRole: iam.IRole;
  /** Of the tasks: lets nothing in. Brokers that are guarded by a security group have to let this one in. */
  readonly securityGroup: ec2.SecurityGroup;
  readonly connections: ec2.Connections;

  private readonly pipeline: LoadedPipeline;

  constructor(scope: Construct, id: string, props: ProcessingTierProps) {
    super(scope, id);
    this.pipeline = props.pipeline;
    const { spec } = props.pipeline;
    const settings = spec.tiers.processing;
    const image = tierImage(settings.collectorVersion, props.image);
    const password = kafkaPassword(this, props.pipeline, props.passwordSecret);
    this.reportSynthErrors(props, image, password ? 'given' : 'missing');

    const { definition } = new CollectorTask(this, 'Task', {
      ...props,
      image,
      password,
      config: { kind: 'parameter', secret: parameterSecret(this, props.configParameterName) },
      environment: { ...props.environment, [TEMPLATE_HASH_VARIABLE]: props.templateHash },
      kafkaCa: kafkaCaFile(spec.kafka, props.kafkaCa),
      stopTimeout: Duration.millis(Math.min(settings.stopTimeout, FARGATE_MOST_MS)),
      ports: settings.metricsPort === 'off' ? [] : [settings.metricsPort],
    });
    this.taskRole = definition.taskRole;
    allowReading(this.taskRole, spec, props.msk ?? spec.deploy.msk);

    this.cluster = props.cluster ?? newTierCluster(this, props.vpc, settings.cluster);
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Processing tier of ${spec.name}: to Kafka and the backend`,
    });
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup] });
    this.service = new ecs.FargateService(this, 'Service', {
      cluster: this.cluster,
      serviceName: settings.service,
      taskDefinition: definition,
      vpcSubnets: props.vpcSubnets ?? {},
      assignPublicIp: props.vpc.selectSubnets(props.vpcSubnets).hasPublic,
      securityGroups: [this.securityGroup, ...(props.securityGroups ?? [])],
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      // It would move tasks on its own, with a rebalance of the group each time.
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.DISABLED,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
    this.service.node.addDependency(props.configReady);
    awaitNeeds(this.service, definition, props.vpc);
  }

  /**
   * Lets the controller's function ask the tasks for their metrics; nothing is opened with `metricsPort: off`.
   *
   * @param controller the security group that only the function has: of the function itself all its groups are let in,
   *   also one that other clients of the brokers share
   */
  allowMetricsFrom(controller: ec2.IConnectable): void {
    const { metricsPort } = this.pipeline.spec.tiers.processing;
    if (metricsPort === 'off') return;
    this.connections.allowFrom(controller, ec2.Port.tcp(metricsPort), 'the controller asks for metrics');
  }

  private reportSynthErrors(
    props: ProcessingTierProps,
    image: TierImage,
    password: 'given' | 'missing',
  ): void {
    const { spec } = props.pipeline;
    const { processors, tailSampling, backend } = spec.tiers.processing;
    const given = [...Object.keys(props.environment ?? {}), ...Object.keys(props.secrets ?? {})];
    const errors = [
      ...checkTierNames(spec, props.cluster ? 'existing' : 'new'),
      ...checkStopTimeout(spec),
      ...checkTasks(spec, props.partitions ?? knownPartitions(spec)),
      ...checkEnvironment({ processors, tailSampling, backend }, given),
      ...checkKafkaClient(spec.kafka, {
        password,
        ca: caInput(props.kafkaCa, image),
        msk: (props.msk ?? spec.deploy.msk) ? 'given' : 'missing',
      }),
    ];
    for (const error of errors) reportSynthError(this, error);
    requireEgress(this, props.vpc, props.vpcSubnets, {
      images: { tier: 'processing', published: publishedImages(image, props) },
      services: [
        ...(['ssm', 'logs'] as const),
        ...(password === 'given' ? (['secretsmanager'] as const) : []),
        ...Object.values(props.secrets ?? {}).map((secret) => secretService(this, secret)),
      ],
    });
  }
}
