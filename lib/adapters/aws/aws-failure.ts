import { SpillwayError } from '../../errors';
import { redacted } from '../../output/redact';
import { isWrite, networkFailure, unansweredBecause } from './unanswered-write';

/** The AWS services that Spillway calls, by their name in error codes, with the VPC endpoint that each needs. */
const SERVICES = {
  SSM: { endpoint: 'ssm', permissions: 'ssm' },
  ECS: { endpoint: 'ecs', permissions: 'ecs' },
  LAMBDA: { endpoint: 'lambda', permissions: 'lambda' },
  SECRETS: { endpoint: 'secretsmanager', permissions: 'secretsmanager' },
  MSK: { endpoint: 'kafka', permissions: 'kafka' },
} as const;
export type AwsService = keyof typeof SERVICES;

/** The call that failed. Contains no values. */
export interface AwsCall {
  service: AwsService;
  /** API operation, for example `PutParameter`. */
  operation: string;
  /** The target of the call: a parameter name, or a cluster and service. */
  target: string;
}

/** Spillway writes only to SSM and ECS. */
interface AwsWrite extends AwsCall {
  service: 'SSM' | 'ECS';
}

function changesSomething(call: AwsCall): call is AwsWrite {
  return isWrite(call.operation);
}

/** IAM actions whose name differs from the API operation. */
const IAM_ACTIONS: ReadonlyMap<string, string> = new Map([['Invoke', 'InvokeFunction']]);

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'ForbiddenException',
  'UnauthorizedException',
]);

/** The SDK found no credentials, or none that it can use. Nothing was sent. */
const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError']);

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException']);

/** AWS does not know the credentials, or the signature is wrong. */
const INVALID_CREDENTIALS = new Set([
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
]);

/** The exception's name in AWS's spelling, or the name of any other error. */
export function exceptionName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/**
 * Maps an SDK error to one of the service's codes. A `SpillwayError` passes through.
 *
 * - `<SERVICE>_UNREACHABLE`    a read got no response, or a write was never sent
 * - `<SERVICE>_NO_ANSWER`      a write was sent and got no response: **it may still take effect, later**
 * - `AWS_CREDENTIALS_MISSING`, `_EXPIRED`, `_INVALID`, `AWS_REGION_MISSING`: nothing was done
 * - `<SERVICE>_ACCESS_DENIED`  refused for lack of permissions; nothing was done
 * - `<SERVICE>_REQUEST_FAILED` refused for another reason; nothing was done
 */
export function awsError(call: AwsCall, error: unknown): SpillwayError {
  if (error instanceof SpillwayError) return error;
  const { endpoint, permissions } = SERVICES[call.service];
  const name = exceptionName(error);
  const tried = `${call.service} ${call.operation} on ${call.target}`;
  if (changesSomething(call)) {
    const unanswered = unansweredBecause(error);
    if (unanswered !== undefined) return noAnswer(call, `${unanswered}.`, error);
  }
  const network = networkFailure(error);
  if (network) {
    return new SpillwayError(
      `${call.service}_UNREACHABLE`,
      `${tried}: no response (${network.reason}).`,
      `In a VPC, check that there is an ${endpoint} interface endpoint or a NAT gateway, and that security groups allow port 443. Elsewhere, check AWS_ENDPOINT_URL and the region.`,
      { cause: error },
    );
  }
  const setting = settingError(name, tried, error);
  if (setting) return setting;
  if (DENIED.has(name)) {
    const action = `${permissions}:${IAM_ACTIONS.get(call.operation) ?? call.operation}`;
    return new SpillwayError(
      `${call.service}_ACCESS_DENIED`,
      `${tried}: ${name} ${messageOf(error)}`,
      `Allow the credentials in use ${action} on ${call.target}.`,
      { cause: error },
    );
  }
  return new SpillwayError(
    `${call.service}_REQUEST_FAILED`,
    `${tried}: ${name} ${messageOf(error)}`,
    'AWS rejected the request, or the SDK did not send it. The error name says why. If it was throttled, try again later.',
    { cause: error },
  );
}

/**
 * Reads responses. What the SDK returns is not checked against its types, so a proxy or another endpoint can put anything
 * in their place.
 *
 * @throws SpillwayError as `work` throws it; `<SERVICE>_REQUEST_FAILED` if a response does not have the form to be read
 */
export async function readingAnswers<T>(call: AwsCall, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SpillwayError) throw error;
    throw new SpillwayError(
      `${call.service}_REQUEST_FAILED`,
      `${call.service} ${call.operation} on ${call.target}: a response does not have the form that AWS documents (${messageOf(error)}).`,
      'Nothing was changed. Check what answers at this address: AWS_ENDPOINT_URL, a proxy, or an interface endpoint.',
      { cause: error },
    );
  }
}

/** Errors of the credentials or the region, which are the same for all services. */
function settingError(name: string, tried: string, error: unknown): SpillwayError | undefined {
  const message = messageOf(error);
  if (EXPIRED.has(name) || (NO_CREDENTIALS.has(name) && /expired/i.test(message))) {
    return new SpillwayError(
      'AWS_CREDENTIALS_EXPIRED',
      `${tried}: the AWS credentials have expired.`,
      'Sign in again, for example with aws sso login, or set new credentials.',
      { cause: error },
    );
  }
  if (NO_CREDENTIALS.has(name)) {
    return new SpillwayError(
      'AWS_CREDENTIALS_MISSING',
      `${tried}: there are no usable AWS credentials (${message}).`,
      'Sign in with aws sso login, choose a profile with AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
      { cause: error },
    );
  }
  if (INVALID_CREDENTIALS.has(name)) {
    return new SpillwayError(
      'AWS_CREDENTIALS_INVALID',
      `${tried}: AWS does not accept the credentials: ${name} ${message}`,
      'Check the access key and the clock of this machine.',
      { cause: error },
    );
  }
  if (!message.includes('Region is missing')) return undefined;
  return new SpillwayError(
    'AWS_REGION_MISSING',
    `${tried}: no AWS region is set.`,
    'Set AWS_REGION, or aws.region in the pipeline spec; on the command line, --region.',
    { cause: error },
  );
}

/** Runs one SDK call and maps its errors. */
export async function callAws<T>(call: AwsCall, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw awsError(call, error);
  }
}

/** The error of a write whose outcome is unknown. `why` is the end of a sentence, including the full stop. */
export function noAnswer(call: AwsWrite, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    `${call.service}_NO_ANSWER`,
    `${call.service} ${call.operation} on ${call.target} was sent, but it is unknown whether it was carried out: ${why}`,
    'It may have taken effect, or may still do so. Check before you try again.',
    { cause },
  );
}

/** Keeps the rule but removes the refused value, which AWS quotes in validation messages. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Redacted before it is cut, because half a secret is not recognised.
  return redacted(message)
    .replace(/[Vv]alue '[\s\S]*?' at '/g, "value at '")
    .slice(0, 500);
}
