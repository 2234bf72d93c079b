import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** A secret as people name it: by name, or by ARN with or without the six characters at its end. */
export function secretById(scope: Construct, id: string, named: string): secretsmanager.ISecret {
  if (!named.startsWith('arn:')) return secretsmanager.Secret.fromSecretNameV2(scope, id, named);
  return /-[A-Za-z0-9]{6}$/.test(named)
    ? secretsmanager.Secret.fromSecretCompleteArn(scope, id, named)
    : secretsmanager.Secret.fromSecretPartialArn(scope, id, named);
}
