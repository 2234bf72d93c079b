import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { LoadedPipeline } from './pipeline-file';
import { secretById } from './secret-by-id';

/** The default field of a secret, as in the spec. */
const DEFAULT_FIELD = 'password';

/** The SASL password: a field of a secret in Secrets Manager. Synth never reads its value. */
export interface KafkaPassword {
  readonly secret: secretsmanager.ISecret;
  readonly field: string;
}

/**
 * The password of the login in the spec; `undefined` if the mechanism has none, or if it is not in a secret.
 *
 * @param given overrides the secret in the spec
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
