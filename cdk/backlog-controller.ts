import { type Duration, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IDependable } from 'constructs';
import { renderProcessing } from '../lib/collector';
import { brokerList, parameterPrefix } from '../lib/pipeline';
import { checkController } from './checks/controller';
import { checkDaemon } from './checks/daemon';
import { requireEgress } from './checks/egress';
import { type ControllerIdentity, checkOneController, mskClusterOf } from './checks/one-controller';
import { reportSynthError } from './checks/synth-error';
import { checkSecrets, checkTierConfig } from './checks/tier-config';
import { ConfigResource, type ConfigResourceProps } from './config-resource';
import { ControllerFunction } from './controller-function';
import { deployedBrokers, STAND_IN_BROKERS, withDeployedBrokers } from './deployed-brokers';
import { kafkaPassword } from './kafka-secret';
import type { LoadedPipeline } from './pipeline-file';
import { resourceOptions } from './resource-function';
import { TICK_INTERVAL, TickSchedule } from './tick-schedule';

/** Who creates the SSM parameter `<prefix>/config` that the Collectors read. */
export type ControllerConfig =
  | {
      /** A custom resource of the stack creates it. From then on, only the controller changes it. */
      readonly kind: 'managed';
      /** The configuration of the processing tier. @default rendered from the spec, with `initial_offset: earliest` */
      readonly template?: string;
      /**
       * What to do with a parameter that exists before the stack: set it to `earliest`, or keep its offset.
       *
       * @default re-arm if Spillway created it; otherwise the deployment fails with `CONFIG_FOREIGN`
       */
      readonly existing?: 're-arm' | 'adopt';
      /** Whether deleting the stack removes the configuration and the state. @default remove */
      readonly onDelete?: 'remove' | 'keep';
    }
  /** The parameter already exists. Spillway only changes the value of `initial_offset` in it. */
  | { readonly kind: 'existing' };

/** Props of {@link BacklogController}. */
export interface BacklogControllerProps {
  /** The pipeline spec, from `loadPipeline`. */
  readonly pipeline: LoadedPipeline;
  /**
   * The ECS service of the processing tier, by names, or by ARNs that are known at synth. It may be in another stack or
   * created by another tool.
   *
   * @default `tiers.processing.cluster` and `tiers.processing.service` of the spec
   */
  readonly service?: { readonly cluster: string; readonly service: string };
  /**
   * The family of the task definitions of the service. With it, the role cannot make the service run another one.
   *
   * @default not limited
   */
  readonly taskDefinitionFamily?: string;
  /** Who creates the live configuration. */
  readonly config: ControllerConfig;
  /** The VPC of the function. The brokers must be reachable from it. @default no VPC, for brokers with public addresses */
  readonly vpc?: ec2.IVpc;
  /** The subnets of the function. @default the private subnets of the VPC */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** The security groups of the function. @default a new one that allows all egress and no ingress */
  readonly securityGroups?: ec2.ISecurityGroup[];
  /**
   * The brokers as `host:port`, separated by commas; may be a token.
   *
   * @default `kafka.brokers` of the spec; if it has none, MSK is asked for them at deployment
   */
  readonly brokers?: string;
  /** The secret with the Kafka password. @default the secret that the spec names */
  readonly passwordSecret?: secretsmanager.ISecret;
  /** The CA of the brokers as PEM text, for `kafka.tls.caFile`. @default the CAs of Node.js */
  readonly kafkaCa?: string;
  /**
   * The MSK cluster: with `AWS_MSK_IAM`, the resource of the IAM permissions, and the source of the brokers if none are
   * given.
   *
   * @default `deploy.msk` of the spec
   */
  readonly msk?: { readonly clusterArn: string };
  /**
   * With `AWS_MSK_IAM`, whether the role may commit offsets, in order to seed, repair, rewind and skip. MSK also
   * requires permission to read records for that. With other logins, Kafka's ACLs decide.
   *
   * @default allowed, unless `policy.mode` is observe
   */
  readonly commitOffsets?: 'allowed' | 'denied';
  /** With `AWS_MSK_IAM`, whether the role may add partitions (`spillway expand`). @default denied */
  readonly addPartitions?: 'allowed' | 'denied';
  /** The interval between ticks. @default 1 minute */
  readonly schedule?: Duration;
  /** Retention of the log of the function, which is the audit trail. @default 3 months */
  readonly logRetention?: RetentionDays;
  /**
   * The key for the log and the environment of the function. The policy of an imported key must allow CloudWatch Logs to
   * use it.
   *
   * @default keys that AWS manages
   */
  readonly encryptionKey?: kms.IKey;
  /** The permissions boundary of all roles. @default none */
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /**
   * Reserved concurrency of the function. A value of 1 prevents overlapping ticks, which saves calls but is not needed
   * for correctness. New accounts have no concurrency to reserve.
   *
   * @default none
   */
  readonly reservedConcurrentExecutions?: number;
  /** The architecture of the function. @default arm64 */
  readonly architecture?: 'arm64' | 'x86_64';
  /** The name of the function. @default `spillway-` and the name of the pipeline */
  readonly functionName?: string;
}

/**
 * The controller of one pipeline. Creates a Lambda function, its role with only the permissions in docs/iam.md, its log
 * group, and an EventBridge schedule for its ticks. With `config: { kind: 'managed' }`, it also creates the SSM
 * parameter `<prefix>/template` and a custom resource that creates the live configuration `<prefix>/config`.
 *
 * The live configuration itself is not a resource of the stack, so that no deployment overwrites what the controller
 * stored (docs/design-notes/0015). The schedule starts once it exists. Your own service must depend on `configReady`.
 *
 * @example
 * ```ts
 * import { App, Stack } from 'aws-cdk-lib';
 * import { BacklogController, importNetwork, loadPipeline } from 'otel-spillway/cdk';
 *
 * const stack = new Stack(new App(), 'Checkout');
 * const vpc = importNetwork(stack, 'Vpc', { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1', 'subnet-2'] });
 * new BacklogController(stack, 'Controller', {
 *   pipeline: loadPipeline('checkout.yaml'),
 *   vpc,
 *   config: { kind: 'managed' },
 * });
 * ```
 */
export class BacklogController extends Construct {
  /** The function that runs the ticks. */
  readonly function: lambda.Function;
  /** The role of the function. */
  readonly role: iam.Role;
  /** The name of the SSM parameter with the live configuration. */
  readonly configParameterName: string;
  /** Changes if and only if the template changes. May be a token. `undefined` with `config: { kind: 'existing' }`. */
  readonly templateHash: string | undefined;
  /** A dependency that is complete when the live configuration exists. `undefined` with `config: { kind: 'existing' }`. */
  readonly configReady: IDependable | undefined;
  /** The interval between ticks. */
  readonly tickInterval: Duration;
  private readonly identity: ControllerIdentity;
  private readonly tick: TickSchedule;

  constructor(scope: Construct, id: string, props: BacklogControllerProps) {
    super(scope, id);
    const { pipeline, permissionsBoundary } = props;
    const { spec } = pipeline;
    const { cluster, service } = spec.tiers.processing;
    const functionName = props.functionName ?? `spillway-${spec.name}`;
    const msk = props.msk ?? spec.deploy.msk;
    this.identity = {
      path: this.node.path,
      spec,
      brokers: props.brokers === undefined ? spec.kafka.brokers : brokerList(props.brokers),
      mskCluster: mskClusterOf(this, msk),
      environment: Stack.of(this).environment,
      functionName,
    };
    const password = kafkaPassword(this, pipeline, props.passwordSecret);
    this.reportSynthErrors(props, password ? 'given' : 'missing');

    this.configParameterName = `${parameterPrefix(spec)}/config`;
    const brokers = deployedBrokers(this, {
      ...resourceOptions(props),
      spec,
      brokers: props.brokers,
      msk,
    });
    const config = this.config(props, brokers);
    this.templateHash = config?.templateHash;
    this.configReady = config?.ready;

    const controller = new ControllerFunction(this, 'Controller', {
      pipeline,
      functionName,
      service: props.service ?? { cluster, service },
      taskDefinitionFamily: props.taskDefinitionFamily,
      brokers,
      password,
      kafkaCa: spec.kafka.tls.caFile === undefined ? undefined : props.kafkaCa,
      mskClusterArn: spec.kafka.auth.mechanism === 'AWS_MSK_IAM' ? msk?.clusterArn : undefined,
      commitOffsets: props.commitOffsets ?? 'allowed',
      addPartitions: props.addPartitions ?? 'denied',
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      securityGroups: props.securityGroups,
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      encryptionKey: props.encryptionKey,
      permissionsBoundary,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      architecture: props.architecture ?? 'arm64',
    });
    // A switch to mode observe may fail because tasks are still stopped. Until it succeeds, the role must keep the
    // permissions that starting them needs.
    if (config?.observable) controller.role.node.addDependency(config.observable);
    this.function = controller.function;
    this.role = controller.role;
    this.tickInterval = props.schedule ?? TICK_INTERVAL;
    this.tick = new TickSchedule(this, 'Tick', {
      function: this.function,
      every: this.tickInterval,
      permissionsBoundary,
    });
    if (this.configReady) this.tickAfter(this.configReady);
  }

  /**
   * Makes the schedule depend on a resource. A tick fails while there is no service, and a tick while the stack is being
   * deleted could recreate parameters that were already removed.
   *
   * @param needed the service of the processing tier, if it is in the same stack
   */
  tickAfter(needed: IDependable): void {
    this.tick.node.addDependency(needed);
  }

  /** A dependency that is complete when the schedule exists. */
  get ticking(): IDependable {
    return this.tick;
  }

  private config(
    { pipeline, config, ...props }: BacklogControllerProps,
    brokers: string | undefined,
  ): ConfigResource | undefined {
    if (config.kind === 'existing') return undefined;
    const own = config.template;
    const texts = own === undefined ? rendered(pipeline, brokers) : { template: own };
    const from = own === undefined ? 'spec' : 'own';
    return new ConfigResource(this, 'Config', {
      prefix: parameterPrefix(pipeline.spec),
      ...texts,
      check: checkTierConfig(pipeline, { tier: 'processing', text: texts.template, from, brokers }),
      collector: pipeline.spec.tiers.processing.collectorVersion,
      ...(config.existing && { existing: config.existing }),
      onDelete: config.onDelete ?? 'remove',
      mode: pipeline.spec.policy.mode,
      ...resourceOptions(props),
    });
  }

  private reportSynthErrors(props: BacklogControllerProps, password: 'given' | 'missing'): void {
    const { spec } = props.pipeline;
    const others = this.node.root.node
      .findAll()
      .flatMap((other) => (other instanceof BacklogController && other !== this ? [other.identity] : []));
    const errors = [
      ...checkController(spec, {
        password,
        ca: props.kafkaCa === undefined ? 'missing' : 'given',
        msk: (props.msk ?? spec.deploy.msk) ? 'given' : 'missing',
        commitOffsets: props.commitOffsets,
        addPartitions: props.addPartitions,
        region: Stack.of(this).region,
      }),
      ...checkSecrets(props.pipeline),
      ...checkOneController(this.identity, others),
      ...checkDaemon(this, props.service?.service ?? spec.tiers.processing.service),
    ];
    for (const error of errors) reportSynthError(this, error);
    if (!props.vpc) return;
    requireEgress(this, props.vpc, props.vpcSubnets, {
      services: [
        ...(['ssm', 'ecs', 'application-autoscaling'] as const),
        ...(password === 'given' ? (['secretsmanager'] as const) : []),
      ],
    });
  }
}

/** Renders the template. If its brokers are only known at deployment, also renders a stand-in to check the length. */
function rendered(
  pipeline: LoadedPipeline,
  brokers: string | undefined,
): Pick<ConfigResourceProps, 'template' | 'standIn'> {
  const { spec, options } = withDeployedBrokers(pipeline.spec, brokers);
  const template = renderProcessing(spec, 'earliest', options);
  if (options.brokersText === undefined) return { template };
  return { template, standIn: renderProcessing(spec, 'earliest', { brokersText: STAND_IN_BROKERS }) };
}
