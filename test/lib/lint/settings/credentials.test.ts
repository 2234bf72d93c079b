import { hasLogin, isCredential } from '../../../../lib/lint/settings/credentials';

describe('a credential by its form', () => {
  it.each([
    'Bearer abc123',
    'bearer eyJhbGciOiJIUzI1NiJ9',
    'Basic dXNlcjpwYXNz',
    'Api-Token dt0c01.ABCDEFGH.0123',
    'AKIAIOSFODNN7EXAMPLE',
    'ghp_0123456789abcdefghijABCDEFGHIJ012345',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
  ])('is %s', (text) => {
    expect(isCredential(text)).toBe(true);
  });

  it.each([
    'Bearer ${env:TOKEN}',
    'Basic authentication',
    'bearer token',
    'Bearer [A-Za-z0-9]+',
    'replace_pattern(attributes["authorization"], "Bearer .*", "Bearer ***")',
    'checkout',
  ])('is not %s', (text) => {
    expect(isCredential(text)).toBe(false);
  });
});

describe('an address with a secret', () => {
  it.each([
    ['endpoint', 'https://otel:hunter2@backend.example.com'],
    ['endpoint', 'otel:hunter2@backend:4318'],
    ['traces_endpoint', 'https://backend.example.com/v1/traces?api_key=hunter2'],
    ['dsn', 'postgres://otel:hunter2@db/telemetry'],
  ])('is %s: %s', (key, text) => {
    expect(hasLogin(text, key)).toBe(true);
  });

  it.each([
    ['endpoint', 'https://backend.example.com:4318'],
    ['endpoint', '[::1]:4318'],
    ['endpoint', 'https://otel:${env:PASSWORD}@backend'],
    ['endpoint', 'https://backend.example.com/v1/traces?token=${env:TOKEN}'],
    ['endpoint', 'https://backend.example.com/?tenant=a'],
    ['statement', 'a:b@c'],
  ])('is not %s: %s', (key, text) => {
    expect(hasLogin(text, key)).toBe(false);
  });
});
