import { complaints, refusals } from '../complaints';

describe('otlpReceiver', () => {
  it.each([
    ['', 'validate : has no protocol'],
    ['protocols: ', 'validate : has no protocol'],
    ['protocols: {grpc: {enabled: false}}', 'validate : has no protocol'],
    [
      'protocols: {grpc: {endpoint: 127.0.0.1}}',
      'start protocols.grpc.endpoint: is "127.0.0.1", which has no port',
    ],
    [
      'protocols: {http: {endpoint: "127.0.0.1:grpc"}}',
      'start protocols.http.endpoint: is "127.0.0.1:grpc", which has no valid port',
    ],
    [
      'protocols: {http: {endpoint: "127.0.0.1:99999"}}',
      'start protocols.http.endpoint: is "127.0.0.1:99999", which has no valid port',
    ],
    [
      'protocols: {grpc: {read_buffer_size: -1}}',
      'validate protocols.grpc.read_buffer_size: must not be negative',
    ],
    [
      'protocols: {http: {traces_url_path: "%zz"}}',
      'validate protocols.http.traces_url_path: is "%zz", but must be a URL path',
    ],
    [
      'protocols: {grpc: {auth: {authenticator: basicauth}}}',
      'start protocols.grpc.auth.authenticator: names the extension basicauth, which service.extensions does not start',
    ],
    [
      'protocols: {http: {auth: {authenticator: sigv4auth/out}}}',
      'start protocols.http.auth.authenticator: names the extension sigv4auth/out, which logs in and cannot check a login',
    ],
    [
      'protocols: {grpc: {transport: carrier}}',
      'validate protocols.grpc.transport: is "carrier", but must be one of tcp, tcp4, tcp6, udp, udp4, udp6, ip, ip4, ip6, unix, unixgram, unixpacket, npipe',
    ],
  ])('refuses %s', (settings, complaint) => {
    expect(complaints('receivers/otlp', settings, 160, { extensions: ['sigv4auth/out'] })).toEqual([
      complaint,
    ]);
  });

  it.each([
    'protocols: {grpc: }',
    'protocols: {http: {endpoint: "[::]:4318"}}',
    'protocols: {http: {endpoint: ":4318"}}',
    'protocols: {http: {endpoint: ""}}',
    'protocols: {grpc: {endpoint: /tmp/otlp.sock, transport: unix}}',
    'protocols: ${env:PROTOCOLS}',
  ])('accepts %s', (settings) => {
    expect(complaints('receivers/otlp', settings, 160)).toEqual([]);
  });
});

describe('otlpExporter', () => {
  it.each([
    ['', ['validate ']],
    ['endpoint: backend', ['validate endpoint']],
    ['endpoint: "backend:otlp"', ['validate endpoint']],
    ['endpoint: "backend:4317"', []],
    ['endpoint: "https://backend:4317"', []],
    ['endpoint: "dns:///backend:4317"', []],
    ['endpoint: "${env:BACKEND}"', []],
    ['endpoint: "a:1"\nbalancer_name: fastest', ['validate balancer_name']],
  ])('with %s', (settings, expected) => {
    expect(refusals('exporters/otlp', settings, 160)).toEqual(expected);
  });
});

describe('otlpHttpExporter', () => {
  it.each([
    ['', 160, ['validate ']],
    ['endpoint: http://backend:4318', 160, []],
    ['endpoint: 127.0.0.1:4318', 160, ['validate endpoint']],
    ['endpoint: 127.0.0.1:4318', 115, ['start endpoint']],
    // Go parses localhost as the scheme.
    ['endpoint: localhost:4318', 160, []],
    ['endpoint: "http://backend:port"', 160, ['validate endpoint']],
    ['logs_endpoint: http://backend/logs', 160, ['validate ']],
    ['logs_endpoint: http://backend/logs', 115, ['start ']],
    ['traces_endpoint: http://backend/traces', 160, []],
    ['endpoint: http://a\ncompression: brotli', 160, ['validate compression']],
    [
      'endpoint: http://a\ncompression: gzip\ncompression_params: {level: 12}',
      160,
      ['validate compression_params.level'],
    ],
    ['endpoint: http://a\nencoding: xml', 160, ['validate encoding']],
  ])('with %s at v0.%d', (settings, minor, expected) => {
    expect(refusals('exporters/otlphttp', settings, minor)).toEqual(expected);
  });
});
