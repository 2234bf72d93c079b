import {
  classify,
  type Failure,
  failureError,
} from '../../../../../lib/adapters/kafka/connection/connection-error';
import { ExchangeFailure } from '../../../../../lib/adapters/kafka/connection/exchange';
import { LoginFailure } from '../../../../../lib/adapters/kafka/connection/log-in';

const socketError = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('classify', () => {
  it.each([
    ['a closed port', socketError('ECONNREFUSED'), 'unreachable', 'ECONNREFUSED'],
    ['no route', socketError('EHOSTUNREACH'), 'unreachable', 'EHOSTUNREACH'],
    ['a black hole', new ExchangeFailure('silent', 'no response to the attempt'), 'timeout', 'no response'],
    ['a reset', socketError('ECONNRESET'), 'closed', 'ECONNRESET'],
    ['a write after the end', socketError('EPIPE'), 'closed', 'EPIPE'],
    ['a closed connection', new ExchangeFailure('closed', 'closed the connection'), 'closed', 'closed'],
    ['a late response', new ExchangeFailure('silent', 'no response to Metadata'), 'timeout', 'Metadata'],
    ['a TLS port', new ExchangeFailure('speaks-tls', 'the port responds in TLS'), 'tls-wanted', 'TLS'],
    ['a TLS alert', new ExchangeFailure('alert', 'ERR_SSL_ALERT'), 'tls', 'ALERT'],
    ['a damaged response', new ExchangeFailure('garbled', 'it is truncated'), 'garbled', 'truncated'],
    ['an old broker', new ExchangeFailure('unsupported', 'does not support'), 'request', 'does not support'],
    [
      'a wrong password',
      new LoginFailure({ kind: 'refused', step: 1 }, 'Authentication failed'),
      'auth',
      'failed',
    ],
    [
      'another mechanism',
      new LoginFailure({ kind: 'not-offered', mechanisms: [] }, 'UNSUPPORTED_SASL_MECHANISM'),
      'auth',
      'UNSUPPORTED_SASL_MECHANISM',
    ],
    [
      'a login that cannot be',
      new LoginFailure({ kind: 'implausible' }, 'iterations'),
      'garbled',
      'iterations',
    ],
    [
      'an expired certificate',
      socketError('CERT_HAS_EXPIRED', 'expired'),
      'tls',
      'CERT_HAS_EXPIRED: expired',
    ],
    ['an unknown CA', socketError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls', 'UNABLE_TO_VERIFY'],
    ['no TLS over there', socketError('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls', 'WRONG_VERSION'],
    ['something that is not an error', 'oops', 'request', 'oops'],
  ])('%s', (_case, error, kind, said) => {
    expect(classify(error, false)).toEqual({ kind, said: expect.stringContaining(said) });
  });

  it('blames TLS for a connection cut during the handshake only if TLS is configured', () => {
    const cut = socketError(
      'ECONNRESET',
      'Client network socket disconnected before secure TLS connection was established',
    );

    expect(classify(cut, true)).toEqual({
      kind: 'tls',
      said: 'closed the connection during the TLS handshake',
    });
    expect(classify(cut, false).kind).toBe('closed');
  });

  it('says nothing where an error says nothing', () => {
    expect(classify({}, false)).toEqual({ kind: 'request', said: '' });
  });
});

describe('the error of a failure', () => {
  const CONTEXT = { tried: 'Connecting to a:9092', auth: 'SCRAM-SHA-256 as otel', tls: false };

  it.each<[Failure['kind'], string, string]>([
    ['unreachable', 'KAFKA_UNREACHABLE', 'security groups, routes'],
    ['timeout', 'KAFKA_TIMEOUT', 'may drop packets silently'],
    ['closed', 'KAFKA_UNREACHABLE', 'The listener may require TLS (kafka.tls) or a login (kafka.auth)'],
    ['auth', 'KAFKA_AUTH_FAILED', 'did not accept SCRAM-SHA-256 as otel: check kafka.auth'],
    ['tls', 'KAFKA_TLS_FAILED', 'Check kafka.tls.caFile'],
    ['tls-wanted', 'KAFKA_TLS_FAILED', 'The port is a TLS listener: set kafka.tls'],
    ['garbled', 'KAFKA_BAD_ANSWER', 'a proxy or load balancer may answer instead'],
    ['request', 'KAFKA_REQUEST_FAILED', 'Kafka 2.1 or later'],
  ])('%s has a code, what was tried, and what to do', (kind, code, hint) => {
    expect(failureError({ kind, said: 'nothing' }, CONTEXT)).toMatchObject({
      code,
      message: expect.stringMatching(/^Connecting to a:9092 failed: nothing\./),
      hint: expect.stringContaining(hint),
    });
  });

  it('asks for the right listener if a TLS connection was closed', () => {
    expect(failureError({ kind: 'closed', said: 'closed' }, { ...CONTEXT, tls: true }).hint).toBe(
      'Check that the port is the listener for kafka.auth; the broker may also be restarting.',
    );
  });
});
