import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { readableArn, secretsManagerIn } from './secret-by-id';

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
 * The value of an SSM parameter, which need not exist at synth.
 *
 * @param name with the leading slash, such as `/spillway/checkout/config`
 */
export function parameterSecret(scope: Construct, name: string): ecs.Secret {
  const arn = Stack.of(scope).formatArn({
    service: 'ssm',
    resource: `parameter${name}`,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return new ContainerSecret(arn, 'whole', (grantee) =>
    iam.Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameters'], resourceArns: [arn] }),
  );
}

/**
 * A secret in Secrets Manager, or one of its fields. If it has a key, decryption is granted explicitly and only through
 * Secrets Manager, because the CDK's grant on an imported key adds no permission.
 */
export function storedSecret(secret: secretsmanager.ISecret, field: string | undefined): ecs.Secret {
  const allow = (grantee: iam.IGrantable, action: string, arn: string, conditions = {}) =>
    iam.Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [arn], conditions });
  const source = field === undefined ? secret.secretArn : `${secret.secretArn}:${field}::`;
  return new ContainerSecret(source, field === undefined ? 'whole' : 'with field', (grantee) => {
    if (secret.encryptionKey) {
      const through = { StringEquals: { 'kms:ViaService': secretsManagerIn(Stack.of(secret)) } };
      allow(grantee, 'kms:Decrypt', secret.encryptionKey.keyArn, through);
    }
    return allow(grantee, 'secretsmanager:GetSecretValue', readableArn(secret));
  });
}
