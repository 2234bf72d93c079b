import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { LoadedPipeline } from './pipeline-file';
import { secretById } from './secret-by-id';

/** Where a secret has no fields' names of its own: as Spillway's spec has it. */
const DEFAULT_FIELD = 'password';

/** The SASL password: a field of a secret in Secrets Manager. Its value is never seen at synth. */
export interface KafkaPassword {
  readonly secret: secretsmanager.ISecret;
  readonly field: string;
}

/**
 * The password that the spec asks for; `undefined` where its mechanism has none, or nothing says where it is.
 *
 * @param given used instead of the secret that the spec names by its name or ARN
 */
export function kafkaPassword(
  scope: Construct,
  { spec }: LoadedPipeline,
  given: secretsmanager.ISecret | undefined,
): KafkaPassword | undefined {
  const { auth } = spec.kafka;
  if (!('password' in auth)) return undefined;
  const { password } = auth;
  const field = 'field' in password ? password.field : DEFAULT_FIELD;
  if (given) return { secret: given, field };
  if (!('secretsManager' in password)) return undefined;
  return { secret: secretById(scope, 'KafkaPassword', password), field };
}
