import { complaints, refusals } from '../complaints';

const client = (settings: string, minor = 160) =>
  complaints('receivers/kafka', `tls: {${settings}}`, minor).map((line) => line.replace('tls.', ''));
const server = (settings: string, minor = 160) =>
  refusals('receivers/otlp', `protocols: {grpc: {tls: {${settings}}}}`, minor).map((line) =>
    line.replace('protocols.grpc.', ''),
  );

describe('TLS of a client', () => {
  it.each([
    [
      'ca_file: a, ca_pem: "-----BEGIN CERTIFICATE-----"',
      'validate ca_pem: names an authority beside ca_file, and only one of them is possible',
    ],
    ['cert_file: a', 'validate tls: has a certificate without its key'],
    ['key_file: a', 'validate tls: has a key without its certificate'],
    ['min_version: "1.4"', 'validate min_version: "1.4" is no TLS version'],
    ['min_version: 1.2', 'validate min_version: is a number, and a text is expected'],
    ['min_version: "1.3", max_version: "1.2"', 'validate max_version: "1.2" is below min_version (1.3)'],
    ['max_version: "1.1"', 'validate max_version: "1.1" is below min_version (1.2 by default)'],
    ['ca_pem: nonsense', 'start ca_pem: is no PEM text'],
    ['cipher_suites: [TLS_FAST]', 'start cipher_suites.0: "TLS_FAST" is no cipher suite that Go offers'],
    [
      'cipher_suites: [TLS_RSA_WITH_AES_128_CBC_SHA]',
      'start cipher_suites.0: "TLS_RSA_WITH_AES_128_CBC_SHA" is no cipher suite that Go offers',
    ],
    [
      'curve_preferences: [P999]',
      'start curve_preferences.0: "P999" is none of P256, P384, P521, X25519, X25519MLKEM768',
    ],
    ['enabled: false', 'validate enabled: "enabled" is no setting here'],
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
  ])('with %s is taken', (settings) => {
    expect(client(settings)).toEqual([]);
  });

  it('finds a missing half at start only, at v0.115', () => {
    expect(refusals('receivers/kafka', 'auth: {tls: {cert_file: a}}', 115)).toEqual(['start auth.tls']);
  });

  it('tells of files that are known not to be there', () => {
    const options = { isMissingFile: (file: string) => file.startsWith('/absent') };
    const settings = 'tls: {ca_file: /absent/ca.pem, cert_file: /absent/c.pem, key_file: /there}';

    expect(refusals('receivers/kafka', settings, 160, { options })).toEqual([
      'start tls.ca_file',
      'start tls.cert_file',
    ]);
  });
});

describe('TLS of a server', () => {
  it('needs a certificate and a key, which v0.115 does not ask for', () => {
    expect(server('')).toEqual(['validate tls']);
    expect(server('', 115)).toEqual([]);
    expect(server('cert_file: /c.pem, key_file: /k.pem')).toEqual([]);
  });
});
