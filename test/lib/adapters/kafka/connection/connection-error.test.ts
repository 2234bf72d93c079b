import { classify } from '../../../../../lib/adapters/kafka/connection/connection-error';
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

    expect(classify(cut, true).kind).toBe('tls');
    expect(classify(cut, false).kind).toBe('closed');
  });
});
