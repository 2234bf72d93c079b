import { parsePipelineSpec, secretHeaders } from '../../../lib/pipeline';
import { exampleText } from '../../_helpers/pipeline/examples';

const withHeaders = (headers: string) =>
  parsePipelineSpec(
    exampleText('plain').replace('backend:\n', `backend:\n      headers: ${headers}\n`),
    'a.yaml',
  ).tiers.processing.backend.headers;

describe('headers of the backend', () => {
  it('may be text, a secret, a field of one, or a parameter', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b';
    const headers = withHeaders(
      `{ x-tenant: a, Authorization: { secretsManager: backend, field: token, kmsKeyArn: "${key}" }, x-api-key: { ssm: /checkout/key } }`,
    );

    expect(secretHeaders(headers)).toEqual([
      {
        name: 'Authorization',
        variable: 'SPILLWAY_HEADER_AUTHORIZATION',
        secret: { secretsManager: 'backend', field: 'token', kmsKeyArn: key },
      },
      { name: 'x-api-key', variable: 'SPILLWAY_HEADER_X_API_KEY', secret: { ssm: '/checkout/key' } },
    ]);
  });

  it.each([
    [
      'a misspelt form',
      '{ Authorization: { secretManager: backend } }',
      'backend.headers.Authorization.secretManager: unknown key "secretManager". Did you mean secretsManager?',
    ],
    [
      'a parameter without a path',
      '{ Authorization: { ssm: token } }',
      'backend.headers.Authorization.ssm: expected the name of an SSM parameter, such as /checkout/backend-token',
    ],
    [
      'a list',
      '{ Authorization: [token] }',
      'backend.headers.Authorization: expected text, { secretsManager: ID',
    ],
    [
      'two secrets for one variable',
      '{ x-api-key: { ssm: /a }, X_Api_Key: { ssm: /b } }',
      'backend.headers.X_Api_Key: expected a name that differs from x-api-key in letters or digits',
    ],
  ])('may not be %s', (_what, headers, says) => {
    expect(() => withHeaders(headers)).toThrow(says);
  });
});
