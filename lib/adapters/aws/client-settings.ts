import { rememberSecret } from '../../output/redact';

export interface AwsClientOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** `aws.region` of the pipeline spec. If absent, AWS_REGION, AWS_DEFAULT_REGION and the SDK's other sources apply. */
  region?: string | undefined;
  connectTimeoutMs?: number;
  /** Timeout for the request and its response together. */
  requestTimeoutMs?: number;
  /** Including the first attempt. */
  maxAttempts?: number;
}

/**
 * Settings for an SDK client that fails fast. In a VPC without an endpoint, the SDK's defaults wait for minutes. That is
 * longer than the Lambda function runs, so no error would ever name the missing endpoint.
 *
 * @param service as in `AWS_ENDPOINT_URL_<SERVICE>`, which is honoured like AWS_ENDPOINT_URL, as in the AWS CLI
 */
export function clientSettings(service: string, options: AwsClientOptions) {
  const { env, connectTimeoutMs = 2_000, requestTimeoutMs = 5_000, maxAttempts = 2 } = options;
  const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  // AWS repeats the token in some refusals.
  for (const secret of [env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN]) rememberSecret(secret ?? '');
  const endpoint = env[`AWS_ENDPOINT_URL_${service}`] ?? env.AWS_ENDPOINT_URL;
  return {
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    maxAttempts,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Without this option the SDK only logs a warning and keeps waiting.
      throwOnRequestTimeout: true,
    },
  };
}
