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
import { ConfigResource, type ConfigResourceProps } from './config-resource';
import { ControllerFunction } from './controller-function';
import { deployedBrokers, STAND_IN_BROKERS, withDeployedBrokers } from './deployed-brokers';
import { kafkaPassword } from './kafka-secret';
import type { LoadedPipeline } from './pipeline-file';
import { resourceOptions } from './resource-function';
import { TICK_INTERVAL, TickSchedule } from './tick-schedule';

/** Who makes the parameter `<prefix>/config` that the Collectors read. */
export type ControllerConfig =
  | {
      /** Spillway: by a custom resource, before any task needs it. From then on the controller's, and no stack's. */
      readonly kind: 'managed';
      /** The processing tier's configuration. @default rendered from the spec, `initial_offset: earliest` */
      readonly template?: string;
      /**
       * A config that is there before the stack: start again from `earliest`, or keep its offset.
       * @default re-arm for one that Spillway left; one of somebody else's is refused, `CONFIG_FOREIGN`
       */
      readonly existing?: 're-arm' | 'adopt';
      /** What becomes of config and state when the stack goes. @default remove */
      readonly onDelete?: 'remove' | 'keep';
    }
  /** Somebody else, before: Spillway only ever changes the value of `initial_offset` in it. */
  | { readonly kind: 'existing' };

export interface BacklogControllerProps {
  readonly pipeline: LoadedPipeline;
  /**
   * The processing tier's ECS service, by names, or by ARNs that are known at synth: it may be in another stack, or made
   * by another tool.
   * @default the spec's `tiers.processing.cluster` and `service`
   */
  readonly service?: { readonly cluster: string; readonly service: string };
  readonly config: ControllerConfig;
  /** Where the brokers can be reached from. @default no VPC: only for brokers with public addresses */
  readonly vpc?: ec2.IVpc;
  /** @default the VPC's private subnets */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** @default one that lets everything out and nothing in */
  readonly securityGroups?: ec2.ISecurityGroup[];
  /**
   * `host:port`, separated by commas; may be a token.
   * @default the spec's `kafka.brokers`; where it has none, those that MSK names at deploy
   */
  readonly brokers?: string;
  /** Kafka's password. @default the secret that the spec names */
  readonly passwordSecret?: secretsmanager.ISecret;
  /** CA of the brokers, as PEM text: what stands in the file that `kafka.tls.caFile` names. @default the system's roots */
  readonly kafkaCa?: string;
  /**
   * The cluster that IAM rights are given on, with AWS_MSK_IAM, and that is asked for brokers that nobody names.
   * @default the spec's `deploy.msk`
   */
  readonly msk?: { readonly clusterArn: string };
  /**
   * With AWS_MSK_IAM, the right to commit offsets: to seed, repair, rewind and skip. MSK gives it only together with the
   * right to read records. With another login, Kafka's ACLs say so.
   * @default allowed, unless `policy.mode` is observe
   */
  readonly commitOffsets?: 'allowed' | 'denied';
  /** With AWS_MSK_IAM, the right to add partitions (`spillway expand`). @default denied */
  readonly addPartitions?: 'allowed' | 'denied';
  /** Time between two ticks. @default 1 minute */
  readonly schedule?: Duration;
  /** How long the audit trail is kept. @default 3 months */
  readonly logRetention?: RetentionDays;
  /**
   * For the log and the function's environment; a key that is imported has to let CloudWatch Logs use it.
   * @default keys of AWS
   */
  readonly encryptionKey?: kms.IKey;
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /**
   * 1 keeps a second tick from starting at all; correctness does not hang on it, and new accounts refuse it.
   * @default none reserved
   */
  readonly reservedConcurrentExecutions?: number;
  /** @default arm64 */
  readonly architecture?: 'arm64' | 'x86_64';
  /** @default `spillway-` and the pipeline's name */
  readonly functionName?: string;
}

/**
 * The controller of one pipeline: a function that ticks on a schedule, with just the rights in docs/iam.md.
 *
 * ```ts
 * new BacklogController(stack, 'Checkout', {
 *   pipeline: loadPipeline('checkout.yaml'),
 *   vpc,
 *   config: { kind: 'managed' },
 * });
 * ```
 *
 * The live configuration is no resource of the stack, so that no deployment ever writes over what the controller stored
 * (docs/design-notes/0015). The schedule starts once it is there; a service has to wait for `configReady`.
 */
export class BacklogController extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  /** Of the live configuration: what a container's secret points at. */
  readonly configParameterName: string;
  /** Changes with the template, and only with it; may be a token; `undefined` where the config is somebody else's. */
  readonly templateHash: string | undefined;
  /** There once the live configuration is; `undefined` where it is there already. */
  readonly configReady: IDependable | undefined;
  /** Time between two ticks. */
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
    // Until then it keeps its rights, and by them its mode: a deployment that is refused must not take away what repays.
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
   * Lets the schedule begin only once this is there, and end before it goes: a tick fails as long as there is no
   * service, and one that is under way while the stack is deleted could write anew what was removed.
   *
   * @param needed the processing tier's service, where it is in the same stack
   */
  tickAfter(needed: IDependable): void {
    this.tick.node.addDependency(needed);
  }

  /** There once ticks have begun. */
  get ticking(): IDependable {
    return this.tick;
  }

  private config(
    { pipeline, config, ...props }: BacklogControllerProps,
    brokers: string | undefined,
  ): ConfigResource | undefined {
    if (config.kind === 'existing') return undefined;
    return new ConfigResource(this, 'Config', {
      prefix: parameterPrefix(pipeline.spec),
      ...(config.template === undefined ? rendered(pipeline, brokers) : { template: config.template }),
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

/** The template; and where brokers in it are only known once the stack is deployed, what it will look like. */
function rendered(
  pipeline: LoadedPipeline,
  brokers: string | undefined,
): Pick<ConfigResourceProps, 'template' | 'standIn'> {
  const { spec, options } = withDeployedBrokers(pipeline.spec, brokers);
  const template = renderProcessing(spec, 'earliest', options);
  if (options.brokersText === undefined) return { template };
  return { template, standIn: renderProcessing(spec, 'earliest', { brokersText: STAND_IN_BROKERS }) };
}
