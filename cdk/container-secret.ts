import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { readableArn, secretsManagerIn } from './secret-by-id';

/**
 * A value that ECS reads when it starts a container. The CDK's own secrets let ECS describe the source and read its
 * history too; starting a container takes one action on one resource.
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

/** Which service ECS asks for it. The CDK's ARNs of parameters spell theirs out; of a secret, one may be a reference. */
export function secretService(scope: Construct, { arn }: ecs.Secret): 'ssm' | 'secretsmanager' {
  return JSON.stringify(Stack.of(scope).resolve(arn)).includes(':ssm:') ? 'ssm' : 'secretsmanager';
}

/** The value of a parameter, which need not exist at synth. @param name with its slash, `/spillway/checkout/config` */
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
 * A secret in Secrets Manager, or one field of it. Its own key, if it has one, may be used for as long as it is Secrets
 * Manager that asks: the library's grant on a key that is imported adds no right to anybody.
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
