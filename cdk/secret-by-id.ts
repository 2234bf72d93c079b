import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** A reference to an existing secret. */
export interface NamedSecret {
  /** The name, or the ARN with or without its six-character suffix. */
  readonly secretsManager: string;
  /** The secret's customer managed key. @default `aws/secretsmanager`, which needs no permission */
  readonly kmsKeyArn?: string | undefined;
}

/** An existing secret. Nothing is looked up. */
export function secretById(
  scope: Construct,
  id: string,
  { secretsManager, kmsKeyArn }: NamedSecret,
): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretAttributes(scope, id, {
    ...arnsOf(scope, secretsManager),
    ...(kmsKeyArn !== undefined && { encryptionKey: kms.Key.fromKeyArn(scope, `${id}Key`, kmsKeyArn) }),
  });
}

/**
 * The resource of a permission to read the secret. The ARN ends with a suffix of six characters, which is unknown if the
 * secret is referenced by name.
 */
export function readableArn({ secretFullArn, secretArn }: secretsmanager.ISecret): string {
  return secretFullArn ?? `${secretArn}-??????`;
}

/** The service that decrypts a secret on behalf of the reader, for a condition on the permission to use its key. */
export function secretsManagerIn({ region }: Stack): string {
  return `secretsmanager.${region}.amazonaws.com`;
}

function arnsOf(scope: Construct, named: string): secretsmanager.SecretAttributes {
  if (/^arn:.*-[A-Za-z0-9]{6}$/.test(named)) return { secretCompleteArn: named };
  if (named.startsWith('arn:')) return { secretPartialArn: named };
  const service = { service: 'secretsmanager', resource: 'secret', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
  return { secretPartialArn: Stack.of(scope).formatArn({ ...service, resourceName: named }) };
}
