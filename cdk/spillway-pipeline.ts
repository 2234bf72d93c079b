import { Duration } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { BacklogController } from './backlog-controller';
import { clientsOf, networkOf, pemOf, securityGroupsOf, taskOptionsOf } from './deploy-inputs';
import { deployedBrokers } from './deployed-brokers';
import { IngestionTier } from './ingestion-tier';
import { Monitoring } from './monitoring';
import type { LoadedPipeline } from './pipeline-file';
import { ProcessingTier } from './processing-tier';
import { taskFamily } from './task-family';
import { existingCluster } from './tier-cluster';

/** Props of {@link SpillwayPipeline}. */
export interface SpillwayPipelineProps {
  /** The pipeline spec, from `loadPipeline`. */
  readonly pipeline: LoadedPipeline;
  /** The VPC of all parts. @default `deploy.vpc` of the spec */
  readonly vpc?: ec2.IVpc;
  /** The topic that alarms notify. @default `deploy.alarms.topicArn` of the spec; none if that is not set */
  readonly topic?: sns.ITopic;
}

/**
 * A whole pipeline, as the section `deploy` of its spec describes it. Creates a `BacklogController` and `Monitoring`,
 * and depending on the spec a `Network`, an `IngestionTier` and a `ProcessingTier`.
 *
 * If you need something that the section cannot express, use those constructs directly. This one only combines them.
 *
 * @example
 * ```ts
 * import { App, Stack } from 'aws-cdk-lib';
 * import { loadPipeline, SpillwayPipeline } from 'otel-spillway/cdk';
 *
 * const stack = new Stack(new App(), 'Checkout');
 * new SpillwayPipeline(stack, 'Pipeline', { pipeline: loadPipeline('checkout.yaml') });
 * ```
 */
export class SpillwayPipeline extends Construct {
  /** The VPC of all parts. */
  readonly vpc: ec2.IVpc;
  /** The controller. */
  readonly controller: BacklogController;
  /** The processing tier; `undefined` with `deploy.processing: existing`. */
  readonly processing: ProcessingTier | undefined;
  /** The ingestion tier; `undefined` with `deploy.ingestion: none`. */
  readonly ingestion: IngestionTier | undefined;
  /** Dashboard and alarms. */
  readonly monitoring: Monitoring;
  /** Only the controller has this group, because other clients of the brokers may share `deploy.securityGroups`. */
  private readonly controllerGroup: ec2.SecurityGroup;

  /** @throws SpillwayError `DEPLOY_CA_UNREADABLE` */
  constructor(scope: Construct, id: string, props: SpillwayPipelineProps) {
    super(scope, id);
    const { pipeline } = props;
    const { deploy } = pipeline.spec;
    this.vpc = props.vpc ?? networkOf(this, pipeline.spec);
    const shared = {
      pipeline,
      vpc: this.vpc,
      ...optional('msk', deploy.msk),
      ...optional('brokers', deployedBrokers(this, { spec: pipeline.spec })),
      ...optional('kafkaCa', pemOf(pipeline.file, 'kafkaCa', deploy.kafkaCa)),
    };
    const securityGroups = securityGroupsOf(this, deploy);
    boundRoles(this, deploy.permissionsBoundary);

    this.controllerGroup = new ec2.SecurityGroup(this, 'ControllerSecurityGroup', {
      vpc: this.vpc,
      description: `Controller of ${pipeline.spec.name}: to Kafka, AWS and the metrics of the tasks`,
    });
    this.controller = this.addController(shared, securityGroups);
    const tiers = { ...shared, ...optional('cluster', this.cluster(pipeline)), securityGroups };
    this.processing = this.addProcessing(tiers);
    this.ingestion = this.addIngestion(tiers);
    this.monitoring = new Monitoring(this, 'Monitoring', {
      pipeline,
      controller: this.controller,
      timeLagTarget: Duration.millis(deploy.alarms.timeLag),
      ...optional('topic', props.topic ?? topicOf(this, deploy.alarms.topicArn)),
    });
  }

  /** The existing cluster that both tiers use; `undefined` if each tier creates its own. */
  private cluster({ spec: { deploy, tiers } }: LoadedPipeline): ecs.ICluster | undefined {
    if (deploy.cluster === 'new' || deploy.processing === 'existing') return undefined;
    return existingCluster(this, this.vpc, tiers.processing.cluster);
  }

  private addController(shared: Shared, securityGroups: ec2.ISecurityGroup[]): BacklogController {
    const { deploy } = shared.pipeline.spec;
    return new BacklogController(this, 'Controller', {
      ...shared,
      securityGroups: [this.controllerGroup, ...securityGroups],
      config:
        deploy.processing === 'existing'
          ? { kind: 'existing' }
          : { kind: 'managed', onDelete: deploy.onDelete, ...optional('existing', deploy.existing) },
      addPartitions: deploy.addPartitions,
      ...optional(
        'taskDefinitionFamily',
        deploy.processing === 'existing' ? undefined : taskFamily(shared.pipeline.spec, 'processing'),
      ),
      ...optional('commitOffsets', deploy.commitOffsets),
    });
  }

  private addProcessing(shared: Shared): ProcessingTier | undefined {
    const { processing } = shared.pipeline.spec.deploy;
    const { configParameterName, templateHash, configReady } = this.controller;
    if (processing === 'existing' || templateHash === undefined || configReady === undefined)
      return undefined;
    const tier = new ProcessingTier(this, 'Processing', {
      ...shared,
      ...taskOptionsOf(this, 'Processing', processing),
      configParameterName,
      templateHash,
      configReady,
    });
    tier.allowMetricsFrom(this.controllerGroup);
    this.controller.tickAfter(tier.service);
    return tier;
  }

  private addIngestion(shared: Shared): IngestionTier | undefined {
    const { ingestion } = shared.pipeline.spec.deploy;
    if (ingestion === 'none') return undefined;
    const { listener, certificateArn, clientCa, tasks } = ingestion;
    return new IngestionTier(this, 'Ingestion', {
      ...shared,
      ...taskOptionsOf(this, 'Ingestion', ingestion),
      listener,
      clients: clientsOf(ingestion),
      clientCa: pemOf(shared.pipeline.file, 'ingestion.clientCa', clientCa),
      tasks,
      certificate:
        certificateArn === undefined
          ? undefined
          : acm.Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
    });
  }
}

interface Shared {
  readonly pipeline: LoadedPipeline;
  readonly vpc: ec2.IVpc;
  readonly securityGroups?: ec2.ISecurityGroup[];
  readonly cluster?: ecs.ICluster;
  readonly msk?: { readonly clusterArn: string };
  readonly brokers?: string;
  readonly kafkaCa?: string;
}

/** Applies the permissions boundary to every role of the construct. */
function boundRoles(scope: Construct, policyArn: string | undefined): void {
  if (policyArn === undefined) return;
  const policy = iam.ManagedPolicy.fromManagedPolicyArn(scope, 'PermissionsBoundary', policyArn);
  iam.PermissionsBoundary.of(scope).apply(policy);
}

function topicOf(scope: Construct, topicArn: string | undefined): sns.ITopic | undefined {
  return topicArn === undefined ? undefined : sns.Topic.fromTopicArn(scope, 'Topic', topicArn);
}

/** The prop, or nothing if it has no value, because under exactOptionalPropertyTypes props must not be `undefined`. */
function optional<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  const props: Partial<Record<K, V>> = {};
  if (value !== undefined) props[name] = value;
  return props;
}
