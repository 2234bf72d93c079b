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
  addCaFile,
  addHealthSidecar,
  type CaFile,
  defaultProbe,
  HELPER_MIB,
  type HealthProbe,
  ownHealthCheck,
} from './helper-containers';
import type { KafkaPassword } from './kafka-secret';
import { acknowledgeWildcard } from './wildcard-right';

/** The variable that holds the configuration text in a contrib container. */
const CONFIG_VARIABLE = 'SPILLWAY_COLLECTOR_CONFIG';

/** Enough for tail sampling of a busy partition: one core, and memory for the pending traces. */
const DEFAULT_CPU = 1024;
const DEFAULT_MIB = 2048;

/**
 * The log buffer of each container; what does not fit is dropped. It is set explicitly together with the non-blocking
 * mode, because an account can default to the blocking mode, in which an outage of CloudWatch Logs would stop the
 * pipeline.
 */
const LOG_BUFFER = Size.mebibytes(10);

/** The configuration: either a parameter that ECS reads each time a container starts, or a text in the task definition. */
export type CollectorConfig =
  | { readonly kind: 'parameter'; readonly secret: ecs.Secret }
  | { readonly kind: 'inline'; readonly text: string };

/** Options that both tiers have for their containers. */
export interface CollectorOptions {
  /** The image of the Collector. @default the published image of `collectorVersion` in the spec */
  readonly image?: ecs.ContainerImage | undefined;
  /** The CPU architecture; arm64 costs a fifth less. @default arm64 */
  readonly architecture?: 'arm64' | 'x86_64' | undefined;
  /** CPU units of a task; 1024 is one core. @default 1024 */
  readonly cpu?: number | undefined;
  /** Memory of a task in MiB, as Fargate offers it for `cpu`. @default 2048 */
  readonly memoryLimitMiB?: number | undefined;
  /** Variables that the settings refer to as `${env:NAME}`. @default none */
  readonly environment?: Record<string, string> | undefined;
  /** Variables with secret values that the settings refer to as `${env:NAME}`. @default none */
  readonly secrets?: Record<string, ecs.Secret> | undefined;
  /** The CA of the brokers as PEM text, written to `kafka.tls.caFile`. @default the image contains that file */
  readonly kafkaCa?: string | undefined;
  /** How ECS checks the health of the Collector. @default the command of the ADOT image; a sidecar for contrib */
  readonly healthProbe?: HealthProbe | undefined;
  /** An image with `sh`, `wget` and `sleep`, for the sidecar and `kafkaCa`. @default busybox from the public registry of Amazon */
  readonly helperImage?: ecs.ContainerImage | undefined;
  /** The permissions boundary of the roles. @default none */
  readonly permissionsBoundary?: iam.IManagedPolicy | undefined;
  /** Retention of the logs. @default 1 month */
  readonly logRetention?: logs.RetentionDays | undefined;
}

export interface CollectorTaskProps extends Omit<CollectorOptions, 'image' | 'kafkaCa'> {
  /** Of the task definition. */
  readonly family: string;
  readonly image: TierImage;
  readonly config: CollectorConfig;
  /** Time between SIGTERM and SIGKILL. */
  readonly stopTimeout: Duration;
  readonly password: KafkaPassword | undefined;
  /** CAs that the image does not contain. */
  readonly caFiles: readonly CaFile[];
  /** TCP ports that must be reachable from outside the task. */
  readonly ports: readonly number[];
}

/** A Fargate task definition with one Collector, and its log group. Both tiers use it. */
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
      family: props.family,
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
    const helperCount = (probe.kind === 'sidecar' ? 1 : 0) + props.caFiles.length;
    this.container = this.definition.addContainer('collector', {
      image: props.image.image,
      // The percentage of memory_limiter refers to the limit of the container, not to that of the task.
      memoryLimitMiB: memoryLimitMiB - helperCount * HELPER_MIB,
      readonlyRootFilesystem: true,
      stopTimeout: props.stopTimeout,
      ...ownHealthCheck(probe),
      portMappings: props.ports.map((containerPort) => ({ containerPort })),
      logging: loggedTo(logGroup, 'collector'),
      ...configuration(props),
    });
    if (probe.kind === 'sidecar') addHealthSidecar(this.definition, helpers);
    for (const file of props.caFiles) addCaFile(this.definition, this.container, file, helpers);
    Validations.of(this.definition).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ECS2',
      reason: 'Nothing in clear text is a secret: a configuration without passwords, a hash, a public CA.',
    });
    if (props.config.kind === 'inline') acknowledgeBraces(this.definition);
    this.acknowledgeLogin([props.image.image, props.helperImage]);
  }

  /** Pulling from ECR needs a registry token in addition to the permissions on the repository. */
  private acknowledgeLogin(images: (ecs.ContainerImage | undefined)[]): void {
    if (!images.some((image) => image instanceof ecs.EcrImage)) return;
    acknowledgeWildcard(
      this.definition.obtainExecutionRole(),
      '*',
      'ecr:GetAuthorizationToken has no resource type.',
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

/** The images that come from a public registry. Images that are passed as props are assumed to be in ECR. */
export function publishedImages(
  { origin, distribution }: TierImage,
  {
    healthProbe,
    kafkaCa,
    clientCa,
    helperImage,
  }: CollectorOptions & { readonly clientCa?: string | undefined },
): TierImageKey[] {
  const probe = healthProbe ?? defaultProbe(distribution);
  const hasHelper = probe.kind === 'sidecar' || kafkaCa !== undefined || clientCa !== undefined;
  return [
    ...(origin === 'published' ? (['image'] as const) : []),
    ...(hasHelper && helperImage === undefined ? (['helperImage'] as const) : []),
  ];
}

/** The Collector expands `${env:NAME}`, but CloudFormation linters mistake it for a missing Fn::Sub. */
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

/**
 * The command and variables of the container. ADOT reads its own variable by default; contrib needs a command line
 * option.
 */
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
