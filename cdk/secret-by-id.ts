import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** A secret as people name it. */
export interface NamedSecret {
  /** Its name, or its ARN with or without the six characters at its end. */
  readonly secretsManager: string;
  /** Of the key of one's own that it is encrypted with. Default: the account's `aws/secretsmanager`, which needs no right. */
  readonly kmsKeyArn?: string | undefined;
}

/** A secret that is there already. Nothing is looked up. */
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
 * What a right to read a secret is on. Secrets Manager ends each ARN with six characters of its own, unknown where the
 * secret is named without them.
 */
export function readableArn({ secretFullArn, secretArn }: secretsmanager.ISecret): string {
  return secretFullArn ?? `${secretArn}-??????`;
}

/** The service that decrypts a secret in the name of who reads it: what a right on the secret's key is narrowed to. */
export function secretsManagerIn({ region }: Stack): string {
  return `secretsmanager.${region}.amazonaws.com`;
}

function arnsOf(scope: Construct, named: string): secretsmanager.SecretAttributes {
  if (/^arn:.*-[A-Za-z0-9]{6}$/.test(named)) return { secretCompleteArn: named };
  if (named.startsWith('arn:')) return { secretPartialArn: named };
  const service = { service: 'secretsmanager', resource: 'secret', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
  return { secretPartialArn: Stack.of(scope).formatArn({ ...service, resourceName: named }) };
}
