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

/**
 * Settings of an SDK client that fails fast: in a VPC without an endpoint the SDK's own defaults wait for minutes,
 * longer than the Lambda lives, and nothing would ever say which endpoint was missing.
 *
 * @param service as in `AWS_ENDPOINT_URL_<SERVICE>`, which is honoured, and AWS_ENDPOINT_URL, as by the AWS CLI
 */
export function clientSettings(service: string, options: AwsClientOptions) {
  const { env, connectTimeoutMs = 2_000, requestTimeoutMs = 5_000, maxAttempts = 2 } = options;
  const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const endpoint = env[`AWS_ENDPOINT_URL_${service}`] ?? env.AWS_ENDPOINT_URL;
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
}
