import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { ContainerSecretSource } from '../lib/pipeline';
import { reportSynthError } from './checks/synth-error';
import {
  checkSecretForEcs,
  readableArn,
  secretArnForEcs,
  secretById,
  secretsManagerIn,
} from './secret-by-id';

/**
 * A value that ECS reads when it starts a container. Unlike the CDK's secrets, it grants only the one action that
 * starting a container needs, not those that describe the source or read its history.
 */
class ContainerSecret extends ecs.Secret {
  readonly hasField: boolean;

  constructor(
    readonly arn: string,
    kind: 'whole' | 'with field',
    readonly grantRead: (grantee: iam.IGrantable) => iam.Grant,
  ) {
    super();
    this.hasField = kind === 'with field';
  }
}

/**
 * The service that stores the value. The ARN of a parameter contains the service; the ARN of a secret may be a
 * reference.
 */
export function secretService(scope: Construct, { arn }: ecs.Secret): 'ssm' | 'secretsmanager' {
  return JSON.stringify(Stack.of(scope).resolve(arn)).includes(':ssm:') ? 'ssm' : 'secretsmanager';
}

/**
 * The secret that a spec names: a parameter, or a secret in Secrets Manager. It need not exist at synth.
 *
 * @param id of constructs below `scope`
 */
export function secretOfSpec(scope: Construct, id: string, source: ContainerSecretSource): ecs.Secret {
  if ('ssm' in source) return parameterSecret(scope, source.ssm, source.kmsKeyArn);
  return storedSecret(secretById(scope, id, source), source.field);
}

/**
 * Secrets that a spec names, by the variables that get them.
 *
 * @param prefix of the ids of constructs below `scope`
 */
export function secretsOfSpec(
  scope: Construct,
  prefix: string,
  secrets: readonly { variable: string; secret: ContainerSecretSource }[],
): Record<string, ecs.Secret> {
  return Object.fromEntries(
    secrets.map(({ variable, secret }) => [variable, secretOfSpec(scope, `${prefix}${variable}`, secret)]),
  );
}

/**
 * The value of an SSM parameter, which need not exist at synth.
 *
 * @param name with the leading slash, such as `/spillway/checkout/config`, or an ARN
 * @param keyArn the customer managed key of a SecureString; without it, `aws/ssm`, which needs no permission
 */
export function parameterSecret(scope: Construct, name: string, keyArn?: string): ecs.Secret {
  const stack = Stack.of(scope);
  const resource = { service: 'ssm', resource: `parameter${name}`, arnFormat: ArnFormat.NO_RESOURCE_NAME };
  const arn = name.startsWith('arn:') ? name : stack.formatArn(resource);
  return new ContainerSecret(arn, 'whole', (grantee) => {
    if (keyArn !== undefined) {
      const through = { StringEquals: { 'kms:ViaService': `ssm.${stack.region}.amazonaws.com` } };
      allow(grantee, 'kms:Decrypt', keyArn, through);
    }
    return allow(grantee, 'ssm:GetParameters', arn);
  });
}

/**
 * A secret in Secrets Manager, or one of its fields. If it has a key, decryption is granted explicitly and only through
 * Secrets Manager, because the CDK's grant on an imported key adds no permission.
 */
export function storedSecret(secret: secretsmanager.ISecret, field: string | undefined): ecs.Secret {
  for (const error of checkSecretForEcs(secret)) reportSynthError(secret, error);
  const arn = secretArnForEcs(secret);
  const source = field === undefined ? arn : `${arn}:${field}::`;
  return new ContainerSecret(source, field === undefined ? 'whole' : 'with field', (grantee) => {
    if (secret.encryptionKey) {
      const through = { StringEquals: { 'kms:ViaService': secretsManagerIn(Stack.of(secret)) } };
      allow(grantee, 'kms:Decrypt', secret.encryptionKey.keyArn, through);
    }
    return allow(grantee, 'secretsmanager:GetSecretValue', readableArn(secret));
  });
}

function allow(grantee: iam.IGrantable, action: string, arn: string, conditions = {}): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [arn], conditions });
}
