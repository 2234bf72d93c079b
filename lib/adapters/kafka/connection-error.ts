import { type ErrorCode, SpillwayError } from '../../errors';

/** The kind of a failed connection or request. */
type FailureKind = 'unreachable' | 'timeout' | 'auth' | 'tls' | 'closed' | 'request';

export interface Failure {
  kind: FailureKind;
  /** The error, without secrets. */
  said: string;
}

const AUTH_TYPES = new Set([
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'ILLEGAL_SASL_STATE',
]);

const CLOSED_CODES = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

const TLS_CODE =
  /^(ERR_(TLS|SSL)_|EPROTO$|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|HOSTNAME_MISMATCH$|INVALID_CA$)/;

/**
 * Classifies errors of kafkajs and of sockets by name and code. kafkajs wraps all errors during authentication in one
 * class, so those are classified by their text.
 */
export function classify(error: unknown, tls: boolean): Failure {
  const { name = '', code = '', type = '', message = '' } = errorParts(error);
  if (name === 'KafkaJSSASLAuthenticationError') {
    return { kind: /timed out/.test(message) ? 'timeout' : 'auth', said: message };
  }
  if (AUTH_TYPES.has(type)) return { kind: 'auth', said: `${type}: ${message}` };
  if (name === 'KafkaJSRequestTimeoutError') return { kind: 'timeout', said: message };
  if (name === 'KafkaJSConnectionClosedError') return { kind: 'closed', said: 'closed the connection' };
  if (name === 'KafkaJSConnectionError') {
    if (message === 'Connection timeout')
      return { kind: 'timeout', said: 'no response to the connection attempt' };
    if (TLS_CODE.test(code)) return { kind: 'tls', said: withCode(code, message) };
    if (tls && /secure TLS connection/.test(message)) {
      return { kind: 'tls', said: 'closed the connection during the TLS handshake' };
    }
    // The same failure, seen during a write or by the next queued request.
    if (CLOSED_CODES.has(code) || message === 'Not connected') {
      return { kind: 'closed', said: `closed the connection${code && ` (${code})`}` };
    }
    return { kind: 'unreachable', said: code || message };
  }
  return { kind: 'request', said: type ? `${type}: ${message}` : message || String(error) };
}

/** Context of the failure. */
export interface FailureContext {
  /** For example `connecting to a:9092, b:9092` or `Metadata at a:9092`. */
  tried: string;
  /** For example `SCRAM-SHA-256 as otel`, `AWS_MSK_IAM` or `no authentication`. */
  auth: string;
  tls: boolean;
}

/** The `SpillwayError` that describes a failure. */
export function failureError(failure: Failure, context: FailureContext, cause: unknown): SpillwayError {
  const { code, hint } = ADVICE[failure.kind](context);
  return new SpillwayError(code, `${context.tried} failed: ${failure.said}.`, hint, { cause });
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
  request: () => ({
    code: 'KAFKA_REQUEST_FAILED',
    hint: 'Check that the brokers are Kafka 2.1 or later and healthy.',
  }),
};

function withCode(code: string, message: string): string {
  return message.includes(code) ? message : `${code}: ${message.replace(/^Connection error: /, '')}`;
}

function errorParts(error: unknown): { name?: string; code?: string; type?: string; message?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, type } = error as { code?: unknown; type?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof type === 'string' ? { type } : {}),
  };
}
