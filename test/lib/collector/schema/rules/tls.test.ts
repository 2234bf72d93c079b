import { complaints, refusals } from '../complaints';

const client = (settings: string, minor = 160) =>
  complaints('receivers/kafka', `tls: {${settings}}`, minor).map((line) => line.replace('tls.', ''));
const server = (settings: string, minor = 160) =>
  refusals('receivers/otlp', `protocols: {grpc: {tls: {${settings}}}}`, minor).map((line) =>
    line.replace('protocols.grpc.', ''),
  );

describe('TLS of a client', () => {
  it.each([
    ['ca_file: a, ca_pem: "-----BEGIN CERTIFICATE-----"', 'validate ca_pem: cannot be combined with ca_file'],
    ['cert_file: a', 'validate tls: has a certificate but no key'],
    ['key_file: a', 'validate tls: has a key but no certificate'],
    ['min_version: "1.4"', 'validate min_version: is "1.4", which is not a TLS version'],
    ['min_version: 1.2', 'validate min_version: is a number, but must be a string'],
    [
      'min_version: "1.3", max_version: "1.2"',
      'validate max_version: is "1.2", which is below min_version (1.3)',
    ],
    ['max_version: "1.1"', 'validate max_version: is "1.1", which is below min_version (1.2 by default)'],
    ['ca_pem: nonsense', 'start ca_pem: must be PEM text'],
    ['cipher_suites: [TLS_FAST]', 'start cipher_suites.0: is "TLS_FAST", which is not a cipher suite of Go'],
    [
      'cipher_suites: [TLS_RSA_WITH_AES_128_CBC_SHA]',
      'start cipher_suites.0: is "TLS_RSA_WITH_AES_128_CBC_SHA", which is not a cipher suite of Go',
    ],
    [
      'curve_preferences: [P999]',
      'start curve_preferences.0: is "P999", but must be one of P256, P384, P521, X25519, X25519MLKEM768',
    ],
    ['enabled: false', 'validate enabled: has the unknown setting "enabled"'],
  ])('with %s is refused', (settings, complaint) => {
    expect(client(settings)).toEqual([complaint]);
  });

  it.each([
    '',
    'ca_file: /ca.pem',
    'cert_file: /c.pem, key_file: /k.pem',
    'cipher_suites: [TLS_RSA_WITH_AES_128_CBC_SHA], include_insecure_cipher_suites: true',
    'insecure: true, cipher_suites: [TLS_FAST]',
    'cert_file: "${env:CERT}"',
  ])('with %s is accepted', (settings) => {
    expect(client(settings)).toEqual([]);
  });

  it('is refused for a missing key only at start, at v0.115', () => {
    expect(refusals('receivers/kafka', 'auth: {tls: {cert_file: a}}', 115)).toEqual(['start auth.tls']);
  });

  it('reports files that are known to be missing', () => {
    const options = { isMissingFile: (file: string) => file.startsWith('/absent') };
    const settings = 'tls: {ca_file: /absent/ca.pem, cert_file: /absent/c.pem, key_file: /there}';

    expect(refusals('receivers/kafka', settings, 160, { options })).toEqual([
      'start tls.ca_file',
      'start tls.cert_file',
    ]);
  });
});

describe('TLS of a server', () => {
  it('needs a certificate and a key, except at v0.115', () => {
    expect(server('')).toEqual(['validate tls']);
    expect(server('', 115)).toEqual([]);
    expect(server('cert_file: /c.pem, key_file: /k.pem')).toEqual([]);
  });
});
