import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';

export interface AwsClientOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** `aws.region` of the pipeline spec; AWS_REGION, AWS_DEFAULT_REGION and the SDK's own ways when absent. */
  region?: string | undefined;
  connectTimeoutMs?: number;
  /** Request and answer together. */
  requestTimeoutMs?: number;
  /** The first attempt included. */
  maxAttempts?: number;
}

export interface AwsClients {
  ssm: SSMClient;
  ecs: ECSClient;
  /** Less patient than the others: what it tells is good to know, and no tick waits for it. */
  applicationAutoScaling: ApplicationAutoScalingClient;
  secretsManager: SecretsManagerClient;
  /** Closes the connections that are kept open. */
  destroy(): void;
}

/** For a call that a tick can do without. */
const OPTIONAL_TIMEOUT_MS = 1_500;

/**
 * SDK clients that fail fast: in a VPC without an endpoint the SDK's own defaults wait for minutes, longer than
 * the Lambda lives, and nothing would ever say which endpoint was missing.
 *
 * `AWS_ENDPOINT_URL_<SERVICE>` and `AWS_ENDPOINT_URL` of `env` are honoured, as by the AWS CLI.
 */
export function createAwsClients(options: AwsClientOptions): AwsClients {
  const { env, connectTimeoutMs = 2_000, requestTimeoutMs = 5_000, maxAttempts = 2 } = options;
  const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const settings = (serviceVariable: string) => {
    const endpoint = env[`AWS_ENDPOINT_URL_${serviceVariable}`] ?? env.AWS_ENDPOINT_URL;
    return {
      ...(region && { region }),
      ...(endpoint && { endpoint }),
      maxAttempts,
      requestHandler: {
        connectionTimeout: connectTimeoutMs,
        requestTimeout: requestTimeoutMs,
        // Without it the SDK only logs a warning and goes on waiting.
        throwOnRequestTimeout: true,
      },
    };
  };
  const ssm = new SSMClient(settings('SSM'));
  const ecs = new ECSClient(settings('ECS'));
  const applicationAutoScaling = new ApplicationAutoScalingClient({
    ...settings('APPLICATION_AUTO_SCALING'),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: Math.min(connectTimeoutMs, OPTIONAL_TIMEOUT_MS),
      requestTimeout: Math.min(requestTimeoutMs, OPTIONAL_TIMEOUT_MS),
      throwOnRequestTimeout: true,
    },
  });
  const secretsManager = new SecretsManagerClient(settings('SECRETS_MANAGER'));
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
