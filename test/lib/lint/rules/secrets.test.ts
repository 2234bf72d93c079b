import { describeRule, findingsIn, processing } from '../../../_helpers/lint/lint-rule';

const sasl = (password: string) =>
  processing({ kafka: `auth: {sasl: {mechanism: PLAIN, username: u, password: ${password}}}` });
const headers = (given: string) => processing({ others: `otlp_http: {headers: ${given}}` });

describeRule('SECRET_IN_CLEAR', [
  { what: 'a password', given: sasl('hunter2'), found: ['error a.yaml:2'] },
  { what: 'a password of digits', given: sasl('12345'), found: ['error a.yaml:2'] },
  {
    what: 'a header',
    given: headers('{Authorization: Bearer abc}'),
    found: ['error a.yaml:4'],
    says: 'The header Authorization',
  },
  {
    what: 'headers of vendors',
    given: headers('{api-key: a, x-honeycomb-team: b, DD-API-KEY: c}'),
    found: ['error a.yaml:4', 'error a.yaml:4', 'error a.yaml:4'],
  },
  {
    what: 'a header in a list of names and values',
    given: headers('[{name: authorization, value: abc}]'),
    found: ['error a.yaml:4'],
  },
  {
    what: 'a login in an address',
    given: processing({ others: 'otlp_http: {endpoint: "https://u:hunter2@backend"}' }),
    found: ['error a.yaml:4'],
  },
  {
    what: 'the secret of an extension',
    given: processing({ extensions: 'oauth2client: {client_id: i, client_secret: hunter2}' }),
    found: ['error a.yaml:5'],
  },
  {
    what: 'the token of an authenticator',
    given: processing({ extensions: 'bearertokenauth: {token: abc}' }),
    found: ['error a.yaml:5'],
  },
  {
    what: 'several tokens of one',
    given: processing({ extensions: 'bearertokenauth: {tokens: [abc, "${env:TOKEN}", 123]}' }),
    found: ['error a.yaml:5', 'error a.yaml:5'],
    says: 'One of tokens of the extension bearertokenauth',
  },
  {
    what: 'logins of one',
    given: processing({ extensions: 'basicauth: {htpasswd: {inline: "otel:hunter2"}}' }),
    found: ['error a.yaml:5'],
    says: 'htpasswd.inline',
  },
  {
    what: 'tokens of an authenticator from the environment or a file',
    given: processing({
      extensions:
        'bearertokenauth: {tokens: ["${env:A}"]}, bearertokenauth/2: {filename: /run/token}, basicauth: {htpasswd: {file: /run/logins}}',
    }),
  },
  { what: 'a password from the environment', given: sasl('"${env:P}"') },
  { what: 'a header that ends in one', given: headers('{authorization: "Bearer ${env:TOKEN}"}') },
  { what: 'other headers', given: headers('{x-scope-orgid: tenant-1}') },
  {
    what: 'files that contain secrets',
    given: processing({ others: 'otlp_http: {tls: {key_file: /run/key.pem}}' }),
  },
  { what: 'an empty password', given: sasl('""') },
  { what: 'a reference without braces, which another rule reports', given: sasl('$PASSWORD') },
]);

describe('A placeholder', () => {
  it.each([
    '<PASSWORD>',
    '<your-password>',
    '<user>:<password>',
    '{{ .Values.password }}',
    'kafka-{{ .Values.password }}',
    '$(PASSWORD)',
    '%PASSWORD%',
    '__PASSWORD__',
    '@PASSWORD@',
    '#{PASSWORD}#',
    '<%= password %>',
    '[[ password ]]',
    '[PASSWORD]',
    'CHANGE_ME',
    'changeme',
    'change-me',
    'ChangeMe!',
    'REPLACE_ME',
    'replace-with-your-token',
    'YOUR_PASSWORD',
    'your-api-key',
    'yourpassword',
    'insert-token-here',
    'token-goes-here',
    'TODO',
    'redacted',
    'xxxx',
    'XXXXXXXX',
    'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
    'NRAK-XXXXXXXXXXXX',
    '***',
    '********',
    '...',
    'abc...',
    'ENC[AES256_GCM,data:abc]',
    'vault:secret/data/kafka#password',
    'op://vault/item/field',
    'ref+vault://secret/kafka#/password',
    '{{resolve:secretsmanager:kafka:SecretString:password}}',
  ])('%s is no secret, wherever it is', (value) => {
    const quoted = JSON.stringify(value);
    const texts = [
      sasl(quoted),
      headers(`{authorization: ${quoted}}`),
      headers(`{authorization: ${JSON.stringify(`Bearer ${value}`)}}`),
      headers(`{authorization: ${JSON.stringify(`Api-Token ${value}`)}}`),
      processing({ extensions: `oauth2client: {client_id: i, client_secret: ${quoted}}` }),
    ];

    expect(
      texts.flatMap((text) => findingsIn(text)).filter(({ code }) => code === 'SECRET_IN_CLEAR'),
    ).toEqual([]);
  });

  it.each(['<password>', '$(PASSWORD)', '%PASSWORD%', 'xxxxx', '***', '${env:P}'])(
    '%s is no login in an address',
    (password) => {
      const found = findingsIn(processing({ others: `otlp_http: {endpoint: "https://u:${password}@b"}` }));

      expect(found.map(({ code }) => code)).not.toContain('SECRET_IN_CLEAR');
    },
  );

  it.each([
    'hunter2',
    'password',
    'admin',
    'changeme123',
    'changeit',
    'aXx3',
    'P%ssw%rd1',
    '$ecret',
    '<3kafka',
    'a<b>c',
    'my-super-secret',
    'exampleCorp2024',
    'dc1f3a0e-8c7d-4a3b-9c1e-2b7a6d5e4f30',
    'glsa_AbCdEf0123456789',
    'correct horse battery',
  ])('%s could be a secret', (value) => {
    const found = findingsIn(sasl(JSON.stringify(value)));

    expect(found.map(({ code }) => code)).toContain('SECRET_IN_CLEAR');
  });
});

describe('No finding', () => {
  it.each([
    sasl('hunter2'),
    headers('{authorization: hunter2}'),
    processing({ others: 'otlp_http: {endpoint: "https://u:hunter2@b"}' }),
  ])('shows a secret: %#', (text) => {
    const said = JSON.stringify(findingsIn(text));

    expect(said).toContain('SECRET_IN_CLEAR');
    expect(said).not.toContain('hunter2');
  });
});
