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

/** The part of the SDK's middleware arguments that is used here. */
interface SignedRequest {
  request: unknown;
}

/**
 * Middleware of an SDK client. AWS, or a proxy, repeats the session token in some refusals. Credentials may come from a
 * profile, so the token is known only once a request is signed.
 */
export const rememberSessionToken =
  <Arguments extends SignedRequest, Result>(next: (given: Arguments) => Promise<Result>) =>
  (given: Arguments): Promise<Result> => {
    const { headers = {} } = given.request as { headers?: Record<string, string> };
    rememberSecret(headers['x-amz-security-token'] ?? '');
    return next(given);
  };

/** The position of {@link rememberSessionToken} in the middleware stack: after signing. */
export const AFTER_SIGNING = { step: 'deserialize', name: 'rememberSessionToken' } as const;
