import { classify } from '../../../../lib/adapters/kafka/connection-error';

const thrown = (name: string, message: string, more: { code?: string | number; type?: string } = {}) =>
  Object.assign(new Error(message), { name, ...more });

describe('classify', () => {
  it.each([
    [
      'a closed port',
      thrown('KafkaJSConnectionError', 'Connection error: ', { code: 'ECONNREFUSED' }),
      'unreachable',
      'ECONNREFUSED',
    ],
    [
      'no route',
      thrown('KafkaJSConnectionError', 'Connection error: ', { code: 'EHOSTUNREACH' }),
      'unreachable',
      'EHOSTUNREACH',
    ],
    ['a black hole', thrown('KafkaJSConnectionError', 'Connection timeout'), 'timeout', 'no response'],
    [
      'a reset',
      thrown('KafkaJSConnectionError', 'Connection error: read ECONNRESET', { code: 'ECONNRESET' }),
      'closed',
      'ECONNRESET',
    ],
    [
      'a write after the end',
      thrown('KafkaJSConnectionError', 'Connection error: write EPIPE', { code: 'EPIPE' }),
      'closed',
      'EPIPE',
    ],
    ['the next in line', thrown('KafkaJSConnectionError', 'Not connected'), 'closed', 'closed'],
    ['a closed connection', thrown('KafkaJSConnectionClosedError', 'Closed connection'), 'closed', 'closed'],
    [
      'a late answer',
      thrown('KafkaJSRequestTimeoutError', 'Request Metadata timed out'),
      'timeout',
      'Metadata',
    ],
    [
      'a login that is late',
      thrown('KafkaJSSASLAuthenticationError', 'SASL PLAIN authentication failed: Request timed out'),
      'timeout',
      'timed out',
    ],
    [
      'a wrong password',
      thrown('KafkaJSSASLAuthenticationError', 'SASL PLAIN authentication failed: Authentication failed'),
      'auth',
      'PLAIN',
    ],
    [
      'another mechanism',
      thrown('KafkaJSProtocolError', 'no', { type: 'UNSUPPORTED_SASL_MECHANISM', code: 33 }),
      'auth',
      'UNSUPPORTED_SASL_MECHANISM',
    ],
    [
      'an expired certificate',
      thrown('KafkaJSConnectionError', 'Connection error: certificate has expired', {
        code: 'CERT_HAS_EXPIRED',
      }),
      'tls',
      'CERT_HAS_EXPIRED: certificate',
    ],
    [
      'an unknown CA',
      thrown('KafkaJSConnectionError', 'Connection error: x', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
      'tls',
      'UNABLE_TO_VERIFY',
    ],
    [
      'no TLS over there',
      thrown('KafkaJSConnectionError', 'Connection error: x', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
      'tls',
      'WRONG_VERSION',
    ],
    [
      'a broker that is too old',
      thrown(
        'KafkaJSServerDoesNotSupportApiKey',
        'The Kafka server does not support the requested API version',
      ),
      'request',
      'does not support',
    ],
    ['something that is no error', 'oops', 'request', 'oops'],
  ])('%s', (_case, error, kind, said) => {
    expect(classify(error, false)).toEqual({ kind, said: expect.stringContaining(said) });
  });

  it('blames TLS for a connection cut during the handshake only if TLS is configured', () => {
    const cut = thrown(
      'KafkaJSConnectionError',
      'Connection error: Client network socket disconnected before secure TLS connection was established',
      { code: 'ECONNRESET' },
    );

    expect(classify(cut, true).kind).toBe('tls');
    expect(classify(cut, false).kind).toBe('closed');
  });
});
