import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SpillwayError } from '../../errors';
import { rememberSecret } from '../../output/redact';
import type { SecretSource } from '../../pipeline';
import { awsError, exceptionName } from './aws-failure';

export interface SecretAccess {
  env: Readonly<Record<string, string | undefined>>;
  secretsManagerClient: SecretsManagerClient;
}

/**
 * Reads a secret. If Secrets Manager returns a JSON object, its `field` is the secret. Any other string is itself the
 * secret. From then on no error contains the value, whoever repeats it.
 *
 * @throws SpillwayError `SECRET_MISSING`, `SECRET_FIELD_MISSING`, `SECRETS_UNREACHABLE`, `SECRETS_ACCESS_DENIED`,
 *   `SECRETS_REQUEST_FAILED`
 */
export async function resolveSecret(source: SecretSource, access: SecretAccess): Promise<string> {
  const secret = await readSecret(source, access);
  rememberSecret(secret);
  return secret;
}

async function readSecret(source: SecretSource, access: SecretAccess): Promise<string> {
  if ('env' in source) {
    const value = access.env[source.env];
    if (value) return value;
    throw new SpillwayError(
      'SECRET_MISSING',
      `The environment variable ${source.env} is not set.`,
      `Set ${source.env}, or name a secret of Secrets Manager in the pipeline spec.`,
    );
  }
  const text = await fetchSecret(source.secretsManager, access.secretsManagerClient);
  const object = parseObject(text);
  if (!object) return text;
  const value = object[source.field];
  if (typeof value === 'string' && value !== '') return value;
  throw new SpillwayError(
    'SECRET_FIELD_MISSING',
    `The secret ${source.secretsManager} is a JSON object without a string in the field ${source.field}.`,
    `Add the field ${source.field} to the secret, or name the right one in the pipeline spec.`,
  );
}

async function fetchSecret(secretId: string, client: SecretsManagerClient): Promise<string> {
  let text: string | undefined;
  try {
    text = (await client.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString;
  } catch (error) {
    if (exceptionName(error) === 'ResourceNotFoundException') throw secretMissing(secretId, error);
    throw awsError({ service: 'SECRETS', operation: 'GetSecretValue', target: secretId }, error);
  }
  if (text) return text;
  throw secretMissing(secretId);
}

function secretMissing(secretId: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'SECRET_MISSING',
    `Secrets Manager has no SecretString for ${secretId}.`,
    'Create the secret with a SecretString, or check its name, region and account.',
    { cause },
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
