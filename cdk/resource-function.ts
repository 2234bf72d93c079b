import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundlePath } from './bundle-path';

/** Options for a custom resource's function. */
export interface ResourceFunctionOptions {
  /** The key for the log; the policy of an imported key must allow CloudWatch Logs to use it. @default a key that AWS manages */
  readonly encryptionKey?: kms.IKey;
  /** The permissions boundary of the role. @default none */
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /** Retention of the log. @default 3 months */
  readonly logRetention?: logs.RetentionDays;
}

/** Picks these options from a construct's props. */
export function resourceOptions({
  encryptionKey,
  permissionsBoundary,
  logRetention,
}: ResourceFunctionOptions): ResourceFunctionOptions {
  return {
    ...(encryptionKey && { encryptionKey }),
    ...(permissionsBoundary && { permissionsBoundary }),
    ...(logRetention !== undefined && { logRetention }),
  };
}

export interface ResourceFunctionProps {
  readonly bundle: 'config-resource' | 'msk-brokers';
  readonly description: string;
  readonly role: iam.IRole;
  readonly logGroup: logs.ILogGroup;
}

/** Longer than the function's timeout. The function always responds unless it is killed. */
export const SERVICE_TIMEOUT = Duration.minutes(5);
const TIMEOUT = Duration.minutes(2);
const MEMORY_MIB = 256;

/** The log group of a custom resource. It is deleted with the stack. */
export function resourceLog(
  scope: Construct,
  { encryptionKey, logRetention }: ResourceFunctionOptions,
): logs.LogGroup {
  // Has no effect on an imported key, whose policy must allow it.
  encryptionKey?.grantEncryptDecrypt(
    new iam.ServicePrincipal(`logs.${Stack.of(scope).region}.amazonaws.com`),
  );
  return new logs.LogGroup(scope, 'Log', {
    retention: logRetention ?? logs.RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(encryptionKey && { encryptionKey }),
  });
}

/**
 * The role of a custom resource. Its policies are inline, so that all permissions are in effect when the function is
 * first called.
 */
export function resourceRole(
  scope: Construct,
  description: string,
  statements: iam.PolicyStatement[],
  { permissionsBoundary }: ResourceFunctionOptions,
): iam.Role {
  return new iam.Role(scope, 'Role', {
    description,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { Spillway: new iam.PolicyDocument({ statements }) },
    ...(permissionsBoundary && { permissionsBoundary }),
  });
}

/** The function of a custom resource. It is not in a VPC. */
export function resourceFunction(
  scope: Construct,
  { bundle, description, role, logGroup }: ResourceFunctionProps,
): lambda.Function {
  return new lambda.Function(scope, 'Function', {
    description,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(bundlePath(scope, bundle), { exclude: ['*.map'] }),
    timeout: TIMEOUT,
    memorySize: MEMORY_MIB,
    role,
    logGroup,
  });
}
