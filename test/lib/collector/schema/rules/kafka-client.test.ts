import { complaints, refusals } from '../complaints';

const sasl = (settings: string, minor: number, extensions: string[] = []) =>
  refusals('receivers/kafka', `auth: {sasl: {${settings}}}`, minor, { extensions });

describe('kafkaClient', () => {
  it.each([
    ['2.8.0', []],
    ['v2.8', []],
    ['4.2', []],
    ['0.11.0.2', []],
    ['3', ['validate']],
    ['9.9', ['validate']],
    ['2.9.0', ['validate']],
    ['newest', ['validate']],
  ])('knows Kafka %s, or not, at v0.160', (version, expected) => {
    const found = refusals('receivers/kafka', `protocol_version: "${version}"`, 160);

    expect(found).toEqual(expected.map((refusal) => `${refusal} protocol_version`));
  });

  it.each([
    ['3.9', 145, ['validate protocol_version']],
    ['3.9.0', 145, []],
    ['9.9.9', 145, ['start protocol_version']],
    ['3.9', 115, ['start protocol_version']],
    ['9.9.9', 115, []],
  ])(
    'checks the form of Kafka version %s first and its number later, at v0.%d',
    (version, minor, expected) => {
      expect(refusals('receivers/kafka', `protocol_version: "${version}"`, minor)).toEqual(expected);
    },
  );

  it.each([
    ['mechanism: PLAIN, username: u, password: p', 160, []],
    ['mechanism: plain, username: u, password: p', 160, ['validate auth.sasl.mechanism']],
    ['username: u, password: p', 160, ['validate auth.sasl.mechanism']],
    ['mechanism: PLAIN, username: u', 160, ['validate auth.sasl.password']],
    ['mechanism: SCRAM-SHA-512, password: p', 160, ['validate auth.sasl.username']],
    ['mechanism: AWS_MSK_IAM_OAUTHBEARER, aws_msk: {region: eu-west-1}', 160, []],
    ['mechanism: AWS_MSK_IAM', 160, ['validate auth.sasl.mechanism']],
    ['mechanism: AWS_MSK_IAM', 128, ['start auth.sasl.mechanism']],
    ['mechanism: OAUTHBEARER', 160, ['validate auth.sasl.oauthbearer_token_source']],
    [
      'mechanism: OAUTHBEARER, oauthbearer_token_source: oauth2client',
      160,
      ['start auth.sasl.oauthbearer_token_source'],
    ],
    ['mechanism: PLAIN, username: u, password: p, version: 2', 145, ['validate auth.sasl.version']],
    ['mechanism: AWS_MSK_IAM_OAUTHBEARER, username: u, password: p', 115, ['start auth.sasl.mechanism']],
    ['mechanism: PLAIN, username: u', 115, ['start auth.sasl.password']],
  ])('requires for SASL with %s at v0.%d', (settings, minor, expected) => {
    const found = sasl(settings, minor).filter((line) => !line.startsWith('none'));

    expect(found).toEqual(expected);
  });

  it('accepts a token source that the service starts', () => {
    expect(
      sasl('mechanism: OAUTHBEARER, oauthbearer_token_source: oauth2client', 160, ['oauth2client']),
    ).toEqual([]);
  });

  it('validates the login of an exporter before v0.122, but checks that of a receiver only at start', () => {
    const login = 'auth: {sasl: {mechanism: PLAIN, username: u}}';

    expect(refusals('exporters/kafka', login, 115)).toEqual(['validate auth.sasl.password']);
    expect(refusals('receivers/kafka', login, 115)).toEqual(['start auth.sasl.password']);
  });

  it('suggests the mechanism that was meant', () => {
    expect(
      complaints(
        'receivers/kafka',
        'auth: {sasl: {mechanism: scram-sha-512, username: u, password: p}}',
        160,
      ),
    ).toEqual(['validate auth.sasl.mechanism: is "scram-sha-512", which is not a mechanism of this version']);
  });

  it.each([
    ['broker:9092', []],
    ['broker', []],
    ['[::1]:9092', []],
    ['[::1]', []],
    ['::1', []],
    ['broker:99999', []],
    ['broker:kafka', ['start brokers.0']],
    ['broker:', ['start brokers.0']],
    ['http://broker', ['start brokers.0']],
    ['[::1]:kafka', ['start brokers.0']],
  ])('splits the address %s as franz-go does', (broker, expected) => {
    expect(refusals('receivers/kafka', `brokers: ["${broker}"]`, 160)).toEqual(expected);
  });

  it('needs a port at v0.115 only to resolve canonical names', () => {
    const brokers = (more: string) => refusals('receivers/kafka', `brokers: [a, "b:9092"]\n${more}`, 115);

    expect(brokers('resolve_canonical_bootstrap_servers_only: true')).toEqual(['start brokers.0']);
    expect(brokers('')).toEqual([]);
  });

  it('does not check the port at v0.115', () => {
    expect(refusals('receivers/kafka', 'brokers: ["broker:kafka"]', 115)).toEqual([]);
  });

  it('needs all of Kerberos at v0.115, and either a password or a keytab', () => {
    const kerberos = (more: string, minor = 115) =>
      refusals(
        'receivers/kafka',
        `auth: {kerberos: {service_name: kafka, realm: R, username: u, ${more}}}`,
        minor,
      );

    expect(kerberos('config_file: /c, password: p')).toEqual([]);
    expect(kerberos('config_file: /c, use_keytab: true, keytab_file: /k')).toEqual([]);
    expect(kerberos('password: p')).toEqual(['start auth.kerberos.config_file']);
    expect(kerberos('config_file: /c, use_keytab: true')).toEqual(['start auth.kerberos.keytab_file']);
    expect(kerberos('', 160)).toEqual([]);
  });

  it('reports Kerberos files that are known to be missing', () => {
    const options = { isMissingFile: (file: string) => file === '/absent/krb5.conf' };
    const settings = 'auth: {kerberos: {config_file: /absent/krb5.conf, keytab_file: /there}}';

    expect(refusals('receivers/kafka', settings, 160, { options })).toEqual([
      'start auth.kerberos.config_file',
    ]);
    expect(refusals('receivers/kafka', settings, 160)).toEqual([]);
  });
});
