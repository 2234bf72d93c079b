import { CfnResource, type Duration, RemovalPolicy, Size, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PASSWORD_VARIABLE } from '../lib/collector';
import { ADOT_CONFIG_VARIABLE } from '../lib/collector/adot-releases';
import type { TierImageKey } from './checks/egress';
import { checkFargateSize } from './checks/fargate-size';
import { reportSynthError } from './checks/synth-error';
import type { TierImage } from './collector-image';
import { storedSecret } from './container-secret';
import {
  addHealthSidecar,
  addKafkaCa,
  defaultProbe,
  HELPER_MIB,
  type HealthProbe,
  type KafkaCa,
  ownHealthCheck,
} from './helper-containers';
import type { KafkaPassword } from './kafka-secret';
import { acknowledgeWildcard } from './wildcard-right';

/** Where contrib's container has its whole configuration, as text. */
const CONFIG_VARIABLE = 'SPILLWAY_COLLECTOR_CONFIG';

/** A core, and memory for traces that wait for a decision: what tail sampling of a busy partition takes. */
const DEFAULT_CPU = 1024;
const DEFAULT_MIB = 2048;

/**
 * What may wait for CloudWatch Logs, of each container; what does not fit is dropped. It is said here since an account
 * can be set to the other mode, in which a container that logs is kept waiting while CloudWatch does not answer: an
 * outage of logs would be one of the pipeline.
 */
const LOG_BUFFER = Size.mebibytes(10);

/** Where the configuration comes from: read by ECS at each start of a container, or part of the task definition. */
export type CollectorConfig =
  | { readonly kind: 'parameter'; readonly secret: ecs.Secret }
  | { readonly kind: 'inline'; readonly text: string };

/** What both tiers let you choose about their containers. */
export interface CollectorOptions {
  /** Default: the distribution and version of the spec's `collectorVersion`, as published. */
  readonly image?: ecs.ContainerImage | undefined;
  /** Default: `arm64`, which costs a fifth less. */
  readonly architecture?: 'arm64' | 'x86_64' | undefined;
  /** CPU units of a task, 1024 a core. Default: 1024. */
  readonly cpu?: number | undefined;
  /** Memory of a task in MiB, one of those that Fargate has for `cpu`. Default: 2048. */
  readonly memoryLimitMiB?: number | undefined;
  /** Variables that processors, policies and backend name as `${env:NAME}`. Default: none. */
  readonly environment?: Record<string, string> | undefined;
  /** The same, for what is secret. Default: none. */
  readonly secrets?: Record<string, ecs.Secret> | undefined;
  /** PEM text of the CA of the brokers, put at the spec's `kafka.tls.caFile`. Default: the image holds that file. */
  readonly kafkaCa?: string | undefined;
  /** Default: ADOT's own command; for contrib, which has none, a sidecar. */
  readonly healthProbe?: HealthProbe | undefined;
  /** With `sh`, `wget` and `sleep`, for the health sidecar and `kafkaCa`. Default: busybox from Amazon's public registry. */
  readonly helperImage?: ecs.ContainerImage | undefined;
  /** Of the task's roles, where the account demands one. Default: none. */
  readonly permissionsBoundary?: iam.IManagedPolicy | undefined;
  /** Default: a month. */
  readonly logRetention?: logs.RetentionDays | undefined;
}

export interface CollectorTaskProps extends Omit<CollectorOptions, 'image' | 'kafkaCa'> {
  readonly image: TierImage;
  readonly config: CollectorConfig;
  /** Time a stopped container has before it is killed. */
  readonly stopTimeout: Duration;
  readonly password: KafkaPassword | undefined;
  readonly kafkaCa: KafkaCa | undefined;
  /** TCP ports that are asked from outside the task. */
  readonly ports: readonly number[];
}

/** A Fargate task that runs one Collector, with its log group: the same for both tiers. */
export class CollectorTask extends Construct {
  readonly definition: ecs.FargateTaskDefinition;
  readonly container: ecs.ContainerDefinition;

  constructor(scope: Construct, id: string, props: CollectorTaskProps) {
    super(scope, id);
    const { cpu = DEFAULT_CPU, memoryLimitMiB = DEFAULT_MIB } = props;
    for (const error of checkFargateSize(cpu, memoryLimitMiB)) reportSynthError(this, error);
    if (props.permissionsBoundary) iam.PermissionsBoundary.of(this).apply(props.permissionsBoundary);
    const probe = props.healthProbe ?? defaultProbe(props.image.distribution);
    this.definition = new ecs.FargateTaskDefinition(this, 'Definition', {
      cpu,
      memoryLimitMiB,
      runtimePlatform: {
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
        cpuArchitecture:
          props.architecture === 'x86_64' ? ecs.CpuArchitecture.X86_64 : ecs.CpuArchitecture.ARM64,
      },
    });
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const helpers = { image: props.helperImage, logging: loggedTo(logGroup, 'helper') };
    const helperCount = [probe.kind === 'sidecar', props.kafkaCa !== undefined].filter(Boolean).length;
    this.container = this.definition.addContainer('collector', {
      image: props.image.image,
      // memory_limiter takes its percentage of the container's own limit, not of the task's.
      memoryLimitMiB: memoryLimitMiB - helperCount * HELPER_MIB,
      readonlyRootFilesystem: true,
      stopTimeout: props.stopTimeout,
      ...ownHealthCheck(probe),
      portMappings: props.ports.map((containerPort) => ({ containerPort })),
      logging: loggedTo(logGroup, 'collector'),
      ...configuration(props),
    });
    if (probe.kind === 'sidecar') addHealthSidecar(this.definition, helpers);
    if (props.kafkaCa) addKafkaCa(this.definition, this.container, props.kafkaCa, helpers);
    Validations.of(this.definition).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ECS2',
      reason: 'Only what is no secret is in clear: a configuration without passwords, a hash, a public CA.',
    });
    if (props.config.kind === 'inline') acknowledgeBraces(this.definition);
    this.acknowledgeLogin([props.image.image, props.helperImage]);
  }

  /** To pull from ECR takes a token of the registry beside the right on the repository. */
  private acknowledgeLogin(images: (ecs.ContainerImage | undefined)[]): void {
    if (!images.some((image) => image instanceof ecs.EcrImage)) return;
    acknowledgeWildcard(
      this.definition.obtainExecutionRole(),
      '*',
      'ecr:GetAuthorizationToken is about the registry, and AWS knows no resource for it.',
    );
  }
}

function loggedTo(logGroup: logs.ILogGroup, streamPrefix: string): ecs.LogDriver {
  return ecs.LogDrivers.awsLogs({
    logGroup,
    streamPrefix,
    mode: ecs.AwsLogDriverMode.NON_BLOCKING,
    maxBufferSize: LOG_BUFFER,
  });
}

/** What a task needs to start and comes from a public registry; images that are given are taken to be in your ECR. */
export function publishedImages(
  { origin, distribution }: TierImage,
  { healthProbe, kafkaCa, helperImage }: CollectorOptions,
): TierImageKey[] {
  const probe = healthProbe ?? defaultProbe(distribution);
  const helped = probe.kind === 'sidecar' || kafkaCa !== undefined;
  return [
    ...(origin === 'published' ? (['image'] as const) : []),
    ...(helped && helperImage === undefined ? (['helperImage'] as const) : []),
  ];
}

/** `${env:NAME}` is the Collector's to expand; linters take it for a forgotten Fn::Sub. */
function acknowledgeBraces(definition: ecs.TaskDefinition): void {
  Validations.of(definition).acknowledge({
    id: 'CloudFormation-Validate::E1029',
    reason: 'The Collector expands ${env:NAME} itself, from its environment.',
  });
  const resource = definition.node.defaultChild;
  if (CfnResource.isCfnResource(resource)) {
    resource.addMetadata('cfn-lint', { config: { ignore_checks: ['E1029'] } });
  }
}

/** How the configuration and what it names get in: ADOT looks into its variable by itself, contrib has to be told. */
function configuration({ image, config, password, environment, secrets }: CollectorTaskProps) {
  const variable = image.distribution === 'adot' ? ADOT_CONFIG_VARIABLE : CONFIG_VARIABLE;
  return {
    ...(image.distribution === 'adot' ? {} : { command: [`--config=env:${CONFIG_VARIABLE}`] }),
    environment: { ...environment, ...(config.kind === 'inline' ? { [variable]: config.text } : {}) },
    secrets: {
      ...secrets,
      ...(config.kind === 'parameter' ? { [variable]: config.secret } : {}),
      ...(password ? { [PASSWORD_VARIABLE]: storedSecret(password.secret, password.field) } : {}),
    },
  };
}
