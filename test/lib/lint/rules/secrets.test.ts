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
