import { type ErrorCode, SpillwayError } from '../../../errors';
import { ExchangeFailure } from './exchange';
import { LoginFailure } from './log-in';

/** The kind of a failed connection or request. */
type FailureKind =
  | 'unreachable'
  | 'timeout'
  | 'auth'
  | 'tls'
  | 'tls-wanted'
  | 'closed'
  | 'garbled'
  | 'request';

export interface Failure {
  kind: FailureKind;
  /** The error. It may repeat what the broker said. */
  said: string;
}

const CLOSED_CODES = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

const TLS_CODE =
  /^(ERR_(TLS|SSL)_|EPROTO$|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|HOSTNAME_MISMATCH$|INVALID_CA$)/;

const OF_EXCHANGE: Record<ExchangeFailure['kind'], FailureKind> = {
  closed: 'closed',
  silent: 'timeout',
  'speaks-tls': 'tls-wanted',
  garbled: 'garbled',
  alert: 'tls',
  unsupported: 'request',
};

/** Classifies errors of exchanges, logins and sockets. */
export function classify(error: unknown, tls: boolean): Failure {
  if (error instanceof ExchangeFailure) return { kind: OF_EXCHANGE[error.kind], said: error.message };
  if (error instanceof LoginFailure) {
    const kind = error.problem.kind === 'implausible' ? 'garbled' : 'auth';
    return { kind, said: error.message };
  }
  const { code = '', message = '' } = errorParts(error);
  if (TLS_CODE.test(code)) return { kind: 'tls', said: withCode(code, message) };
  if (tls && /secure TLS connection/.test(message)) {
    return { kind: 'tls', said: 'closed the connection during the TLS handshake' };
  }
  if (CLOSED_CODES.has(code)) return { kind: 'closed', said: `closed the connection (${code})` };
  if (code) return { kind: 'unreachable', said: code };
  return { kind: 'request', said: message };
}

/** Context of the failure. */
export interface FailureContext {
  /** For example `connecting to a:9092, b:9092` or `Metadata at a:9092`. */
  tried: string;
  /** For example `SCRAM-SHA-256 as otel`, `AWS_MSK_IAM` or `no authentication`. */
  auth: string;
  tls: boolean;
}

/**
 * The `SpillwayError` that describes a failure. It has no cause, because the original error may repeat the login, in
 * whatever form the broker chose.
 */
export function failureError(failure: Failure, context: FailureContext): SpillwayError {
  const { code, hint } = ADVICE[failure.kind](context);
  return new SpillwayError(code, `${context.tried} failed: ${failure.said}.`, hint);
}

const ADVICE: Record<FailureKind, (context: FailureContext) => { code: ErrorCode; hint: string }> = {
  unreachable: () => ({
    code: 'KAFKA_UNREACHABLE',
    hint: 'Check kafka.brokers, DNS, and that the brokers can be reached from here (security groups, routes).',
  }),
  timeout: () => ({
    code: 'KAFKA_TIMEOUT',
    hint: 'A firewall or security group may drop packets silently; otherwise raise kafka.connectTimeout or kafka.requestTimeout.',
  }),
  closed: ({ tls }) => ({
    code: 'KAFKA_UNREACHABLE',
    hint: tls
      ? 'Check that the port is the listener for kafka.auth; the broker may also be restarting.'
      : 'The listener may require TLS (kafka.tls) or a login (kafka.auth); the broker may also be restarting.',
  }),
  auth: ({ auth }) => ({
    code: 'KAFKA_AUTH_FAILED',
    hint: `The broker did not accept ${auth}: check kafka.auth and its secret, and that the listener supports this mechanism.`,
  }),
  tls: () => ({
    code: 'KAFKA_TLS_FAILED',
    hint: 'Check kafka.tls.caFile and the host names in kafka.brokers, and that the port is a TLS listener.',
  }),
  'tls-wanted': () => ({
    code: 'KAFKA_TLS_FAILED',
    hint: 'The port is a TLS listener: set kafka.tls, or use the port of a plaintext listener.',
  }),
  garbled: () => ({
    code: 'KAFKA_BAD_ANSWER',
    hint: 'Check that kafka.brokers names Kafka brokers, and what lies between: a proxy or load balancer may answer instead.',
  }),
  request: () => ({
    code: 'KAFKA_REQUEST_FAILED',
    hint: 'Check that the brokers are Kafka 2.1 or later and healthy.',
  }),
};

function withCode(code: string, message: string): string {
  return message.includes(code) ? message : `${code}: ${message}`;
}

function errorParts(error: unknown): { code?: string; message?: string } {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const { code, message } = error as { code?: unknown; message?: unknown };
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}
