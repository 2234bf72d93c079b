import { Duration } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { CLIENT_CA_FILE, type OtlpDoor, otlpDoorsIn, renderIngestion } from '../lib/collector';
import { SpillwayError } from '../lib/errors';
import { type OtlpAuth, otlpSecrets } from '../lib/pipeline';
import { requireEgress } from './checks/egress';
import { asksForLogin, checkClientCa, checkIngestionDoor, checkPublicSubnet } from './checks/ingestion-door';
import { checkKafkaClient } from './checks/kafka-client';
import { reportSynthError } from './checks/synth-error';
import { checkEnvironmentSecrets, checkTierConfig, withoutTokens } from './checks/tier-config';
import { type CollectorOptions, CollectorTask, publishedImages } from './collector-container';
import { tierImage } from './collector-image';
import { secretService, secretsOfSpec } from './container-secret';
import { deployedBrokers, withDeployedBrokers } from './deployed-brokers';
import type { CaFile } from './helper-containers';
import { caInput, kafkaCaFiles } from './kafka-ca';
import { kafkaPassword } from './kafka-secret';
import { OTLP_PORTS, OtlpListener } from './otlp-listener';
import type { LoadedPipeline } from './pipeline-file';
import { awaitNeeds } from './service-needs';
import { taskFamily } from './task-family';
import { newTierCluster } from './tier-cluster';
import { allowWriting, type MskCluster } from './tier-kafka-rights';

/** Time to send what is batched and queued for Kafka, because clients already have an acknowledgement for it. */
const STOP_TIMEOUT = Duration.seconds(90);

/** Tasks are added above this. The remaining capacity absorbs the load until they run. */
const CPU_TARGET_PERCENT = 60;

/** Props of {@link IngestionTier}. */
export interface IngestionTierProps extends CollectorOptions {
  /** The pipeline spec, from `loadPipeline`. */
  readonly pipeline: LoadedPipeline;
  /** The VPC of tasks and load balancer. */
  readonly vpc: ec2.IVpc;
  /** The subnets of the tasks. @default the private ones; if there are none, the public ones, with public IP addresses */
  readonly vpcSubnets?: ec2.SubnetSelection | undefined;
  /** Additional security groups of the tasks. @default none */
  readonly securityGroups?: ec2.ISecurityGroup[] | undefined;
  /** The ECS cluster. @default a new one, `<name>-ingestion`, with Container Insights */
  readonly cluster?: ecs.ICluster | undefined;
  /** The scheme of the load balancer for ports 4317 and 4318; `none` creates none. @default internal */
  readonly listener?: 'none' | 'internal' | 'internet-facing' | undefined;
  /**
   * The certificate for TLS on both ports. Required if internet-facing or if clients log in with a token; not possible if
   * clients log in with certificates, because the Collector itself then serves TLS.
   *
   * @default none: the load balancer passes TCP on
   */
  readonly certificate?: acm.ICertificate | undefined;
  /**
   * Who may send telemetry. Required if internet-facing, unless clients log in (`tiers.ingestion.auth` of the spec).
   *
   * @default if internet-facing, everyone who logs in; otherwise the CIDR of the VPC, or all private ranges if the CIDR is
   *   unknown (import the VPC with `importNetwork` and `cidr`)
   */
  readonly clients?: ec2.IPeer[] | undefined;
  /** The CA of the clients' certificates as PEM text, for `mtls`. @default the image contains it in /etc/otlp/clients-ca.pem */
  readonly clientCa?: string | undefined;
  /** The subnets of the load balancer. @default internal: the private ones; internet-facing: the public ones */
  readonly listenerSubnets?: ec2.SubnetSelection | undefined;
  /** The limits of auto scaling by CPU. @default 2 and 10 */
  readonly tasks?: { readonly min: number; readonly max: number } | undefined;
  /** The configuration of the Collector. @default rendered from the spec */
  readonly config?: string | undefined;
  /**
   * The brokers as `host:port`, separated by commas; may be a token.
   *
   * @default `kafka.brokers` of the spec; if it has none, MSK is asked for them at deployment
   */
  readonly brokers?: string | undefined;
  /** The secret with the Kafka password. @default the secret that the spec names */
  readonly passwordSecret?: secretsmanager.ISecret | undefined;
  /** The MSK cluster: required with `AWS_MSK_IAM`, and the source of brokers if none are given. @default `deploy.msk` of the spec */
  readonly msk?: MskCluster | undefined;
}

/**
 * The tier that receives OTLP and writes it to Kafka. Creates an ECS service on Fargate with auto scaling by CPU, its task
 * definition and roles, a security group, a log group, and a network load balancer for OTLP over gRPC (4317) and HTTP
 * (4318). Without `cluster`, also an ECS cluster.
 *
 * The configuration is part of the task definition, because nothing changes it at run time. A deployment rolls it out, and
 * the deployment circuit breaker rolls it back.
 *
 * @example
 * ```ts
 * import { App, Stack } from 'aws-cdk-lib';
 * import { IngestionTier, loadPipeline, Network } from 'otel-spillway/cdk';
 *
 * const stack = new Stack(new App(), 'Checkout');
 * const { vpc } = new Network(stack, 'Network');
 * new IngestionTier(stack, 'Ingestion', {
 *   pipeline: loadPipeline('checkout.yaml'),
 *   vpc,
 *   tasks: { min: 2, max: 20 },
 * });
 * ```
 */
export class IngestionTier extends Construct implements ec2.IConnectable {
  /** The ECS service. */
  readonly service: ecs.FargateService;
  /** The ECS cluster, given or created. */
  readonly cluster: ecs.ICluster;
  /** The role of the containers. */
  readonly taskRole: iam.IRole;
  /** The security group of the tasks. It allows ingress from the load balancer only; the brokers must allow it. */
  readonly securityGroup: ec2.SecurityGroup;
  /** The connections of the tasks. */
  readonly connections: ec2.Connections;
  /** The load balancer; `undefined` with `listener: none`. */
  readonly loadBalancer: elbv2.NetworkLoadBalancer | undefined;

  constructor(scope: Construct, id: string, props: IngestionTierProps) {
    super(scope, id);
    const { spec } = props.pipeline;
    const name = `${spec.name}-ingestion`;
    const image = tierImage(spec.tiers.ingestion.collectorVersion, props.image);
    const password = kafkaPassword(this, props.pipeline, props.passwordSecret);
    const listener = props.listener ?? 'internal';
    const msk = props.msk ?? spec.deploy.msk;
    const config = props.config ?? this.rendered(props);
    const from = props.config === undefined ? 'spec' : 'own';
    const { auth } = spec.tiers.ingestion;
    const secrets = { ...secretsOfSpec(this, 'Otlp', otlpSecrets(auth)), ...props.secrets };
    const receivers = receiversIn(config);
    const unplaced = checkPublicSubnet(listener, props.vpc, props.listenerSubnets);
    for (const error of [
      ...checkIngestionDoor({ listener, certificate: props.certificate, clients: props.clients, receivers }),
      ...checkClientCa(auth.mechanism, caInput(props.clientCa, image)),
      ...unplaced,
      ...checkKafkaClient(spec.kafka, {
        password: password ? 'given' : 'missing',
        ca: caInput(props.kafkaCa, image),
        msk: msk ? 'given' : 'missing',
      }),
      ...checkTierConfig(props.pipeline, { tier: 'ingestion', text: config, from, brokers: props.brokers })
        .errors,
      ...checkEnvironmentSecrets(spec, 'ingestion', props.environment),
    ]) {
      reportSynthError(this, error);
    }
    requireEgress(this, props.vpc, props.vpcSubnets, {
      images: { tier: 'ingestion', published: publishedImages(image, props) },
      services: [
        'logs',
        ...(password ? (['secretsmanager'] as const) : []),
        ...Object.values(secrets).map((secret) => secretService(this, secret)),
      ],
    });

    const { definition, container } = new CollectorTask(this, 'Task', {
      ...props,
      family: taskFamily(spec, 'ingestion'),
      image,
      password,
      config: { kind: 'inline', text: config },
      secrets,
      caFiles: [...kafkaCaFiles(spec.kafka, props.kafkaCa), ...clientCaFiles(auth, props.clientCa)],
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
    // Without a public subnet the CDK would throw, although the error was already reported.
    this.loadBalancer =
      listener === 'none' || unplaced.length > 0
        ? undefined
        : new OtlpListener(this, 'Listener', {
            vpc: props.vpc,
            reach: listener,
            subnets: props.listenerSubnets,
            certificate: props.certificate,
            login: asksForLogin(receivers) ? 'required' : 'none',
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

/** Where the Collector receives OTLP, as far as synth can tell. */
function receiversIn(config: string): OtlpDoor[] {
  try {
    return otlpDoorsIn(withoutTokens(config));
  } catch (error) {
    // The linter reports a text that is no configuration.
    if (error instanceof SpillwayError) return [];
    throw error;
  }
}

function clientCaFiles({ mechanism }: OtlpAuth, pem: string | undefined): CaFile[] {
  return mechanism === 'mtls' && pem !== undefined ? [{ name: 'clients-ca', pem, file: CLIENT_CA_FILE }] : [];
}
