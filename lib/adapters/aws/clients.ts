import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import {
  AFTER_SIGNING,
  type AwsClientOptions,
  clientSettings,
  rememberSessionToken,
} from './client-settings';
import { sendUnansweredWritesOnce, WITHIN_RETRIES } from './unanswered-write';

export interface AwsClients {
  ssm: SSMClient;
  ecs: ECSClient;
  /** Has short timeouts, because a tick works without it. */
  applicationAutoScaling: ApplicationAutoScalingClient;
  secretsManager: SecretsManagerClient;
  /** Closes the open connections. */
  destroy(): void;
}

/** The timeout of a call that a tick can do without. */
const OPTIONAL_TIMEOUT_MS = 1_500;

/** The SDK clients of a tick. The SSM and ECS clients never repeat a write that got no response. */
export function createAwsClients(options: AwsClientOptions): AwsClients {
  const ssm = new SSMClient(clientSettings('SSM', options));
  ssm.middlewareStack.addRelativeTo(sendUnansweredWritesOnce, WITHIN_RETRIES);
  const ecs = new ECSClient(clientSettings('ECS', options));
  ecs.middlewareStack.addRelativeTo(sendUnansweredWritesOnce, WITHIN_RETRIES);
  const applicationAutoScaling = new ApplicationAutoScalingClient(
    clientSettings('APPLICATION_AUTO_SCALING', {
      ...options,
      connectTimeoutMs: OPTIONAL_TIMEOUT_MS,
      requestTimeoutMs: OPTIONAL_TIMEOUT_MS,
      maxAttempts: 1,
    }),
  );
  const secretsManager = new SecretsManagerClient(clientSettings('SECRETS_MANAGER', options));
  ssm.middlewareStack.add(rememberSessionToken, AFTER_SIGNING);
  ecs.middlewareStack.add(rememberSessionToken, AFTER_SIGNING);
  applicationAutoScaling.middlewareStack.add(rememberSessionToken, AFTER_SIGNING);
  secretsManager.middlewareStack.add(rememberSessionToken, AFTER_SIGNING);
  return {
    ssm,
    ecs,
    applicationAutoScaling,
    secretsManager,
    destroy() {
      for (const client of [ssm, ecs, applicationAutoScaling, secretsManager]) client.destroy();
    },
  };
}
