import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { SynthError } from './checks/synth-error';

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

/**
 * What a function asks Secrets Manager for: the complete ARN, or else the name. A partial ARN would not do, because AWS
 * takes the last part of a name like `kafka-secret` for the suffix of a complete ARN.
 */
export function secretIdFor(secret: secretsmanager.ISecret): string {
  return secret.secretFullArn ?? nameOf(secret) ?? secret.secretArn;
}

/** The ARN that ECS reads a secret by; it takes no names. {@link checkSecretForEcs} says where that cannot work. */
export function secretArnForEcs({ secretFullArn, secretArn }: secretsmanager.ISecret): string {
  return secretFullArn ?? secretArn;
}

/** If the complete ARN is unknown and the name ends like one, tasks could not start. */
export function checkSecretForEcs(secret: secretsmanager.ISecret): SynthError[] {
  const name = secret.secretFullArn === undefined ? nameOf(secret) : undefined;
  if (name === undefined || !ENDS_LIKE_AN_ARN.test(name)) return [];
  return [
    {
      code: 'CDK_SECRET_NAME_AMBIGUOUS',
      message: `The name of the secret ${name} ends with a hyphen and six characters, so AWS takes its ARN for a complete one and finds no secret.`,
      whatToDo:
        'Write the complete ARN, which ends with a hyphen and six more characters: aws secretsmanager describe-secret --secret-id NAME --query ARN.',
    },
  ];
}

/**
 * The name in a partial ARN, if it is known at synth. `secretName` would not do: the CDK takes six characters off a name
 * like `kafka-secret`, too.
 */
function nameOf({ secretArn }: secretsmanager.ISecret): string | undefined {
  const [, name] = secretArn.split(':secret:');
  return name === undefined || Token.isUnresolved(name) ? undefined : name;
}

/** The service that decrypts a secret on behalf of the reader, for a condition on the permission to use its key. */
export function secretsManagerIn({ region }: Stack): string {
  return `secretsmanager.${region}.amazonaws.com`;
}

/** The suffix that Secrets Manager adds to the name of a secret in its ARN. */
const ENDS_LIKE_AN_ARN = /-[A-Za-z0-9]{6}$/;

function arnsOf(scope: Construct, named: string): secretsmanager.SecretAttributes {
  if (named.startsWith('arn:')) {
    return ENDS_LIKE_AN_ARN.test(named) ? { secretCompleteArn: named } : { secretPartialArn: named };
  }
  const service = { service: 'secretsmanager', resource: 'secret', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
  return { secretPartialArn: Stack.of(scope).formatArn({ ...service, resourceName: named }) };
}
