import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundlePath } from './bundle-path';

/** What both custom resources let you choose about their functions. */
export interface ResourceFunctionOptions {
  /** For the function's log; a key that is imported has to let CloudWatch Logs use it. @default a key of AWS */
  readonly encryptionKey?: kms.IKey;
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /** @default 3 months */
  readonly logRetention?: logs.RetentionDays;
}

/** These of a construct's props. */
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

/** Above the function's own: it answers by itself, and only one that is killed lets CloudFormation wait for this. */
export const ANSWER_WITHIN = Duration.minutes(5);
const TIMEOUT = Duration.minutes(2);
const MEMORY_MIB = 256;

/** The log of a custom resource's function: it goes with the stack. */
export function resourceLog(
  scope: Construct,
  { encryptionKey, logRetention }: ResourceFunctionOptions,
): logs.LogGroup {
  // Nothing happens for an imported key: its own policy has to say it.
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
 * The role of a custom resource's function. The rights are in the role itself, so that none is missing when the function
 * is first called.
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

/** The function of a custom resource, outside any VPC. */
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
