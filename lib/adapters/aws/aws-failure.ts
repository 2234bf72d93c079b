import { SpillwayError } from '../../errors';

/** The AWS services Spillway talks to, as they stand in error codes, and the endpoint each one needs in a VPC. */
const SERVICES = {
  SSM: { endpoint: 'ssm', permissions: 'ssm' },
  ECS: { endpoint: 'ecs', permissions: 'ecs' },
  LAMBDA: { endpoint: 'lambda', permissions: 'lambda' },
  SECRETS: { endpoint: 'secretsmanager', permissions: 'secretsmanager' },
  MSK: { endpoint: 'kafka', permissions: 'kafka' },
} as const;
export type AwsService = keyof typeof SERVICES;

/** What was being done when a call failed; no value ever stands in here. */
export interface AwsCall {
  service: AwsService;
  /** API operation, for example `PutParameter`. */
  operation: string;
  /** What it was done to: a parameter's name, a cluster and service. */
  target: string;
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'ForbiddenException',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'UnauthorizedException',
  'UnrecognizedClientException',
]);

/** The exception's name as AWS spells it, or the name of whatever else was thrown. */
export function exceptionName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/**
 * Turns what the SDK threw into `<SERVICE>_UNREACHABLE`, `<SERVICE>_ACCESS_DENIED` or
 * `<SERVICE>_REQUEST_FAILED`. A `SpillwayError` passes through.
 */
export function awsError(call: AwsCall, error: unknown): SpillwayError {
  if (error instanceof SpillwayError) return error;
  const { endpoint, permissions } = SERVICES[call.service];
  const name = exceptionName(error);
  const reason = networkReason(error);
  const tried = `${call.service} ${call.operation} on ${call.target}`;
  if (reason !== undefined) {
    return new SpillwayError(
      `${call.service}_UNREACHABLE`,
      `${tried}: no answer (${reason}).`,
      `In a VPC the ${endpoint} interface endpoint or a NAT gateway is missing, or a security group blocks 443; elsewhere check AWS_ENDPOINT_URL and the region.`,
      { cause: error },
    );
  }
  if (DENIED.has(name)) {
    return new SpillwayError(
      `${call.service}_ACCESS_DENIED`,
      `${tried}: ${name} ${messageOf(error)}`,
      `Check the credentials in use and that they allow ${permissions}:${call.operation} on ${call.target}.`,
      { cause: error },
    );
  }
  return new SpillwayError(
    `${call.service}_REQUEST_FAILED`,
    `${tried}: ${name} ${messageOf(error)}`,
    messageOf(error).includes('Region is missing')
      ? 'Set AWS_REGION, or aws.region in the pipeline spec.'
      : 'The request reached AWS or never left: the name above says which rule it broke. Throttling passes by itself.',
    { cause: error },
  );
}

/** Runs one SDK call and maps what it throws. */
export async function callAws<T>(call: AwsCall, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw awsError(call, error);
  }
}

/** Code of the network failure, also where Node wraps several of them (one for each address of a name). */
function networkReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (UNREACHABLE.has(error.name)) return error.name;
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && UNREACHABLE.has(code)) return code;
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return inner.map(networkReason).find((reason) => reason !== undefined);
}

/** AWS quotes the refused value in its validation messages: the quotation is left out, the rule stays. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/[Vv]alue '[\s\S]*?' at '/g, "value at '").slice(0, 500);
}
