import { Duration } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { BacklogController } from './backlog-controller';
import { clientsOf, kafkaCaOf, networkOf, securityGroupsOf, taskOptionsOf } from './deploy-inputs';
import { deployedBrokers } from './deployed-brokers';
import { IngestionTier } from './ingestion-tier';
import { Monitoring } from './monitoring';
import type { LoadedPipeline } from './pipeline-file';
import { ProcessingTier } from './processing-tier';
import { existingCluster } from './tier-cluster';

export interface SpillwayPipelineProps {
  readonly pipeline: LoadedPipeline;
  /** Default: what `deploy.vpc` says. */
  readonly vpc?: ec2.IVpc;
  /** Told of alarms. Default: the one of `deploy.alarms.topicArn`, if any. */
  readonly topic?: sns.ITopic;
}

/**
 * A whole pipeline from its spec: what the section `deploy` asks for, and nothing beside it. Everything else in the
 * spec means the same to the controller and the command line.
 *
 * ```ts
 * new SpillwayPipeline(stack, 'Checkout', { pipeline: loadPipeline('checkout.yaml') });
 * ```
 *
 * For what the section cannot say, take the constructs one by one: this one does no more than to put them together.
 */
export class SpillwayPipeline extends Construct {
  readonly vpc: ec2.IVpc;
  readonly controller: BacklogController;
  /** `undefined` with `deploy.processing: existing`. */
  readonly processing: ProcessingTier | undefined;
  /** `undefined` with `deploy.ingestion: none`. */
  readonly ingestion: IngestionTier | undefined;
  readonly monitoring: Monitoring;
  /** The controller's alone. `deploy.securityGroups` are on whatever else the brokers let in. */
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
      ...optional('kafkaCa', kafkaCaOf(pipeline)),
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

  /** What both tiers run in; `undefined`: each makes its own. */
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
      ...optional('commitOffsets', deploy.commitOffsets),
    });
  }

  private addProcessing(shared: Shared): ProcessingTier | undefined {
    const { processing } = shared.pipeline.spec.deploy;
    const { configParameterName, templateHash, configReady } = this.controller;
    // Without a config of ours there is no tier of ours: both follow from `deploy.processing`.
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
    const { listener, certificateArn, tasks } = ingestion;
    return new IngestionTier(this, 'Ingestion', {
      ...shared,
      ...taskOptionsOf(this, 'Ingestion', ingestion),
      listener,
      clients: clientsOf(ingestion),
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

/** Every role below this construct, whichever part of it makes it. */
function boundRoles(scope: Construct, policyArn: string | undefined): void {
  if (policyArn === undefined) return;
  const policy = iam.ManagedPolicy.fromManagedPolicyArn(scope, 'PermissionsBoundary', policyArn);
  iam.PermissionsBoundary.of(scope).apply(policy);
}

function topicOf(scope: Construct, topicArn: string | undefined): sns.ITopic | undefined {
  return topicArn === undefined ? undefined : sns.Topic.fromTopicArn(scope, 'Topic', topicArn);
}

/** A prop that is left out where there is no value for it, as props without `undefined` in their type want it. */
function optional<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  const props: Partial<Record<K, V>> = {};
  if (value !== undefined) props[name] = value;
  return props;
}
