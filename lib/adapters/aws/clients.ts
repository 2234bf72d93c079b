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

/** What all SDK clients have in common, whatever their requests are. */
interface Sending {
  middlewareStack: {
    add(middleware: typeof rememberSessionToken, place: { step: 'deserialize'; name: string }): void;
  };
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
  let closed = false;
  // A tick that failed may still be reading from ECS. Its next request would open a connection that nobody closes.
  const refuseOnceClosed =
    <Arguments, Result>(next: (given: Arguments) => Promise<Result>) =>
    (given: Arguments): Promise<Result> =>
      closed ? Promise.reject(new Error('The AWS clients of this tick are closed.')) : next(given);
  const atSending = { ...AFTER_SIGNING, name: 'refuseOnceClosed' };
  for (const { middlewareStack } of [
    ssm,
    ecs,
    applicationAutoScaling,
    secretsManager,
  ] as readonly Sending[]) {
    middlewareStack.add(rememberSessionToken, AFTER_SIGNING);
    middlewareStack.add(refuseOnceClosed, atSending);
  }
  return {
    ssm,
    ecs,
    applicationAutoScaling,
    secretsManager,
    destroy() {
      closed = true;
      for (const client of [ssm, ecs, applicationAutoScaling, secretsManager]) client.destroy();
    },
  };
}
