import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IDependable } from 'constructs';
import { secretHeaders } from '../lib/pipeline';
import { requireEgress } from './checks/egress';
import { checkEnvironment } from './checks/environment';
import { checkKafkaClient } from './checks/kafka-client';
import { checkStopTimeout } from './checks/stop-timeout';
import { reportSynthError } from './checks/synth-error';
import { checkTasks, knownPartitions } from './checks/tasks';
import { checkEnvironmentSecrets } from './checks/tier-config';
import { checkTierNames } from './checks/tier-names';
import { type CollectorOptions, CollectorTask, publishedImages } from './collector-container';
import { type TierImage, tierImage } from './collector-image';
import { parameterSecret, secretService, secretsOfSpec } from './container-secret';
import { caInput, kafkaCaFiles } from './kafka-ca';
import { kafkaPassword } from './kafka-secret';
import type { LoadedPipeline } from './pipeline-file';
import { awaitNeeds } from './service-needs';
import { taskFamily } from './task-family';
import { newTierCluster } from './tier-cluster';
import { allowReading, type MskCluster } from './tier-kafka-rights';

/**
 * No program reads this variable. It changes the task definition whenever the template changes, so that CloudFormation
 * rolls out.
 */
const TEMPLATE_HASH_VARIABLE = 'SPILLWAY_TEMPLATE_HASH';

/** The longest time that Fargate waits for a stopping container. CloudFormation rejects a longer one. */
const FARGATE_MAX_MS = 120_000;

/** Props of {@link ProcessingTier}. */
export interface ProcessingTierProps extends CollectorOptions {
  /** The pipeline spec, from `loadPipeline`. */
  readonly pipeline: LoadedPipeline;
  /** The VPC of the tasks. */
  readonly vpc: ec2.IVpc;
  /** The subnets of the tasks. @default the private ones; if there are none, the public ones, with public IP addresses */
  readonly vpcSubnets?: ec2.SubnetSelection | undefined;
  /** Additional security groups of the tasks, for example one that the brokers allow. @default none */
  readonly securityGroups?: ec2.ISecurityGroup[] | undefined;
  /** The ECS cluster. @default a new one, named `tiers.processing.cluster` of the spec, with Container Insights */
  readonly cluster?: ecs.ICluster | undefined;
  /** The parameter that each container reads when it starts: the controller's `configParameterName`. */
  readonly configParameterName: string;
  /** Changes with the template: the controller's `templateHash`; may be a token. */
  readonly templateHash: string;
  /** What must exist before the first task: the controller's `configReady`. */
  readonly configReady: IDependable;
  /** The secret with the Kafka password. @default the secret that the spec names */
  readonly passwordSecret?: secretsmanager.ISecret | undefined;
  /** The MSK cluster, required with `AWS_MSK_IAM`. @default `deploy.msk` of the spec */
  readonly msk?: MskCluster | undefined;
  /** The highest number of partitions of a topic. @default from `signals.*.partitions`; unknown unless all signals have it */
  readonly partitions?: number | undefined;
}

/**
 * The tier that reads from Kafka as one consumer group. Creates an ECS service on Fargate, its task definition and roles, a
 * security group and a log group. Without `cluster`, also an ECS cluster.
 *
 * The controller sets the number of tasks. The template has no `desiredCount`, so no deployment resets it.
 * A deployment starts new tasks before it stops the old ones.
 *
 * @example
 * ```ts
 * import { App, Stack } from 'aws-cdk-lib';
 * import { BacklogController, loadPipeline, Network, ProcessingTier } from 'otel-spillway/cdk';
 *
 * const stack = new Stack(new App(), 'Checkout');
 * const { vpc } = new Network(stack, 'Network');
 * const pipeline = loadPipeline('checkout.yaml');
 * const controller = new BacklogController(stack, 'Controller', { pipeline, vpc, config: { kind: 'managed' } });
 * const { configParameterName, templateHash, configReady } = controller;
 * if (templateHash !== undefined && configReady !== undefined) {
 *   const tier = new ProcessingTier(stack, 'Processing', {
 *     pipeline,
 *     vpc,
 *     configParameterName,
 *     templateHash,
 *     configReady,
 *   });
 *   controller.tickAfter(tier.service);
 * }
 * ```
 */
export class ProcessingTier extends Construct implements ec2.IConnectable {
  /** The ECS service. */
  readonly service: ecs.FargateService;
  /** The ECS cluster, given or created. */
  readonly cluster: ecs.ICluster;
  /** The role of the containers. */
  readonly taskRole: iam.IRole;
  /** The security group of the tasks. It allows no ingress; the brokers must allow it. */
  readonly securityGroup: ec2.SecurityGroup;
  /** The connections of the tasks. */
  readonly connections: ec2.Connections;

  private readonly pipeline: LoadedPipeline;

  constructor(scope: Construct, id: string, props: ProcessingTierProps) {
    super(scope, id);
    this.pipeline = props.pipeline;
    const { spec } = props.pipeline;
    const settings = spec.tiers.processing;
    const image = tierImage(settings.collectorVersion, props.image);
    const password = kafkaPassword(this, props.pipeline, props.passwordSecret);
    const headers = secretHeaders(settings.backend.headers);
    const secrets = { ...secretsOfSpec(this, 'Header', headers), ...props.secrets };
    this.reportSynthErrors({ ...props, secrets }, image, password ? 'given' : 'missing');

    const { definition } = new CollectorTask(this, 'Task', {
      ...props,
      family: taskFamily(spec, 'processing'),
      image,
      password,
      config: { kind: 'parameter', secret: parameterSecret(this, props.configParameterName) },
      environment: { ...props.environment, [TEMPLATE_HASH_VARIABLE]: props.templateHash },
      secrets,
      caFiles: kafkaCaFiles(spec.kafka, props.kafkaCa),
      stopTimeout: Duration.millis(Math.min(settings.stopTimeout, FARGATE_MAX_MS)),
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
      // Otherwise ECS would move tasks between zones, and each move rebalances the group.
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.DISABLED,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
    this.service.node.addDependency(props.configReady);
    awaitNeeds(this.service, definition, props.vpc);
  }

  /**
   * Allows the controller's function to read the metrics of the tasks. Has no effect with `metricsPort: off`.
   *
   * @param controller a security group that only the function has. Do not pass the function itself, because that allows
   *   all its security groups, including those that it shares with other clients of the brokers
   */
  allowMetricsFrom(controller: ec2.IConnectable): void {
    const { metricsPort } = this.pipeline.spec.tiers.processing;
    if (metricsPort === 'off') return;
    this.connections.allowFrom(controller, ec2.Port.tcp(metricsPort), 'metrics, read by the controller');
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
      ...checkEnvironmentSecrets(spec, 'processing', props.environment),
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
