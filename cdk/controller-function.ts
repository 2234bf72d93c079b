import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CA_FILE, controllerCode, SPEC_FILE } from './controller-code';
import { ControllerRole, type ControllerRoleProps } from './controller-role';
import { secretIdFor } from './secret-by-id';

export interface ControllerFunctionProps extends Omit<ControllerRoleProps, 'logGroup' | 'network'> {
  /** Overrides the brokers in the spec. */
  readonly brokers?: string | undefined;
  readonly kafkaCa?: string | undefined;
  readonly vpc?: ec2.IVpc | undefined;
  readonly vpcSubnets?: ec2.SubnetSelection | undefined;
  readonly securityGroups?: ec2.ISecurityGroup[] | undefined;
  readonly logRetention: logs.RetentionDays;
  readonly reservedConcurrentExecutions?: number | undefined;
  readonly architecture: 'arm64' | 'x86_64';
}

/** Time for a tick and its follow-ups, until the next scheduled tick. */
const TIMEOUT = Duration.seconds(60);

/** CPU is proportional to memory. With less, TLS handshakes and loading the bundle slow the tick down. */
const MEMORY_MIB = 512;

/** The controller's function, its log group and its role. */
export class ControllerFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ControllerFunctionProps) {
    super(scope, id);
    const { pipeline, encryptionKey, vpc } = props;
    const logGroup = this.logGroup(props);
    const { role } = new ControllerRole(this, 'Rights', {
      ...props,
      logGroup,
      network: vpc ? 'vpc' : 'none',
    });
    this.role = role;
    this.function = new lambda.Function(this, 'Function', {
      // A fixed name that people can type: `spillway status --function spillway-checkout`.
      functionName: props.functionName,
      description: `Spillway: backlog and offsets of the pipeline ${pipeline.spec.name}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: props.architecture === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      handler: 'index.handler',
      code: controllerCode(this, pipeline, props.kafkaCa),
      environment: environmentOf(props, Stack.of(this).region),
      timeout: TIMEOUT,
      memorySize: MEMORY_MIB,
      role,
      logGroup,
      ...(encryptionKey && { environmentEncryption: encryptionKey }),
      ...(vpc && { vpc }),
      ...(props.vpcSubnets && { vpcSubnets: props.vpcSubnets }),
      ...(props.securityGroups && { securityGroups: props.securityGroups }),
      ...(props.reservedConcurrentExecutions !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      }),
    });
    this.statusAlias();
  }

  /** For those who may look and may not skip. The handler accepts nothing else through it. */
  private statusAlias(): void {
    new lambda.Alias(this, 'Status', { aliasName: 'status', version: this.function.latestVersion });
  }

  /** The audit trail. It is kept when the stack is deleted. */
  private logGroup({ logRetention, encryptionKey }: ControllerFunctionProps): logs.LogGroup {
    if (encryptionKey) {
      // Has no effect on an imported key, whose policy must allow it.
      encryptionKey.grantEncryptDecrypt(
        new iam.ServicePrincipal(`logs.${Stack.of(this).region}.amazonaws.com`),
      );
    }
    return new logs.LogGroup(this, 'Log', {
      retention: logRetention,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(encryptionKey && { encryptionKey }),
    });
  }
}

function environmentOf(props: ControllerFunctionProps, region: string): Record<string, string> {
  const { spec } = props.pipeline;
  const { cluster, service } = props.service;
  const { processing } = spec.tiers;
  return {
    SPILLWAY_PIPELINE_FILE: SPEC_FILE,
    ...(props.brokers !== undefined && { SPILLWAY_BROKERS: props.brokers }),
    ...(props.password && { SPILLWAY_PASSWORD_SECRET: secretIdFor(props.password.secret) }),
    ...(props.kafkaCa !== undefined && { SPILLWAY_CA_FILE: CA_FILE }),
    ...(cluster !== processing.cluster && { SPILLWAY_ECS_CLUSTER: cluster }),
    ...(service !== processing.service && { SPILLWAY_ECS_SERVICE: service }),
    // The stack's resources are in its own region, which may be unknown at synth.
    ...(spec.aws.region !== undefined && spec.aws.region !== region && { SPILLWAY_AWS_REGION: region }),
  };
}
