import { SpillwayError } from '../../../lib/errors';
import { otlpSecrets, parsePipelineSpec } from '../../../lib/pipeline';
import { exampleText } from '../../_helpers/pipeline/examples';

const BEARER = '{ mechanism: bearer, token: { ssm: /otlp/token } }';
const MTLS =
  '{ mechanism: mtls, certificate: { secretsManager: otlp, field: crt }, key: { secretsManager: otlp, field: key } }';
const ARN = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a';

const withLogin = (auth: string, ingestion: string) =>
  parsePipelineSpec(
    `${exampleText('plain').replace('tiers:\n', `tiers:\n  ingestion: { auth: ${auth} }\n`)}deploy: { ingestion: ${ingestion} }\n`,
    'a.yaml',
  );

function refusal(auth: string, ingestion: string): string {
  try {
    withLogin(auth, ingestion);
  } catch (error) {
    if (error instanceof SpillwayError) return error.message;
    throw error;
  }
  return '';
}

describe('a login of clients', () => {
  it('is none by default', () => {
    const { auth } = parsePipelineSpec(exampleText('plain'), 'a.yaml').tiers.ingestion;

    expect(auth).toEqual({ mechanism: 'none' });
    expect(otlpSecrets(auth)).toEqual([]);
  });

  it('by token has the token in a secret', () => {
    const { auth } = withLogin(BEARER, `{ certificateArn: "${ARN}" }`).tiers.ingestion;

    expect(otlpSecrets(auth)).toEqual([{ variable: 'SPILLWAY_OTLP_TOKEN', secret: { ssm: '/otlp/token' } }]);
  });

  it('by certificate has the certificate of the Collectors and its key in secrets', () => {
    const { auth } = withLogin(MTLS, '{ clientCa: clients.pem }').tiers.ingestion;

    expect(otlpSecrets(auth)).toEqual([
      { variable: 'SPILLWAY_OTLP_CERTIFICATE', secret: { secretsManager: 'otlp', field: 'crt' } },
      { variable: 'SPILLWAY_OTLP_KEY', secret: { secretsManager: 'otlp', field: 'key' } },
    ]);
  });

  const PUBLIC = 'listener: internet-facing';

  it.each([
    ['a token over TLS', BEARER, `{ ${PUBLIC}, certificateArn: "${ARN}" }`],
    [
      'a token over TLS, from some addresses',
      BEARER,
      `{ ${PUBLIC}, certificateArn: "${ARN}", clients: [192.0.2.0/24] }`,
    ],
    [
      'a token over TLS, from everywhere',
      BEARER,
      `{ ${PUBLIC}, certificateArn: "${ARN}", clients: [0.0.0.0/0] }`,
    ],
    ['certificates of clients', MTLS, `{ ${PUBLIC}, clientCa: clients.pem }`],
    ['certificates of clients, with the CA in the image', MTLS, `{ ${PUBLIC}, image: own:1 }`],
    [
      'addresses of clients',
      '{ mechanism: none }',
      `{ ${PUBLIC}, certificateArn: "${ARN}", clients: [192.0.2.0/24] }`,
    ],
    ['a tier that is deployed in another way', BEARER, 'none'],
  ])('accepts %s', (_, auth, ingestion) => {
    expect(refusal(auth, ingestion)).toBe('');
  });

  it.each([
    [
      'everyone, by default',
      '{ mechanism: none }',
      `{ ${PUBLIC}, certificateArn: "${ARN}" }`,
      'deploy.ingestion.clients: is missing, but listener: internet-facing would accept telemetry from everyone. List the address ranges of your clients, or let them log in with tiers.ingestion.auth.',
    ],
    [
      'everyone, by a range',
      '{ mechanism: none }',
      `{ ${PUBLIC}, certificateArn: "${ARN}", clients: [192.0.2.0/24, 0.0.0.0/0] }`,
      'deploy.ingestion.clients: expected the ranges of your clients, because 0.0.0.0/0 is everyone on the internet',
    ],
    [
      'telemetry in plain text on the internet',
      '{ mechanism: none }',
      `{ ${PUBLIC}, clients: [192.0.2.0/24] }`,
      'deploy.ingestion.certificateArn: is missing, but listener: internet-facing requires a certificate',
    ],
    [
      'a token in plain text on the internet',
      BEARER,
      `{ ${PUBLIC} }`,
      'deploy.ingestion.certificateArn: is missing, but with tiers.ingestion.auth.mechanism: bearer the token would cross the network in plain text',
    ],
    [
      'a token in plain text in the VPC',
      BEARER,
      '{}',
      'deploy.ingestion.certificateArn: is missing, but with tiers.ingestion.auth.mechanism: bearer',
    ],
    [
      'a load balancer that hides the certificates of clients',
      MTLS,
      `{ certificateArn: "${ARN}", clientCa: clients.pem }`,
      'deploy.ingestion.certificateArn: expected none with tiers.ingestion.auth.mechanism: mtls',
    ],
    [
      'certificates that nothing checks',
      MTLS,
      '{}',
      'deploy.ingestion.clientCa: is missing, but tiers.ingestion.auth.mechanism: mtls checks',
    ],
    [
      'a CA that nothing uses',
      '{ mechanism: none }',
      '{ clientCa: clients.pem }',
      'deploy.ingestion.clientCa: expected none without tiers.ingestion.auth.mechanism: mtls',
    ],
    [
      'a token in the spec',
      '{ mechanism: bearer, token: 4f6e8a }',
      'none',
      'tiers.ingestion.auth.token: expected { secretsManager: ID, field: KEY } or { ssm: /PATH }, never the secret itself',
    ],
    ['a token of nobody', '{ mechanism: bearer }', 'none', 'tiers.ingestion.auth.token: '],
    [
      'another login',
      '{ mechanism: basic }',
      'none',
      'tiers.ingestion.auth.mechanism: expected none, bearer or mtls',
    ],
    [
      'half a certificate',
      '{ mechanism: mtls, key: { ssm: /k } }',
      'none',
      'tiers.ingestion.auth.certificate: ',
    ],
  ])('refuses %s', (_, auth, ingestion, message) => {
    const refused = refusal(auth, ingestion);

    expect(refused).toContain(message);
    expect(refused).not.toContain('4f6e8a');
  });
});
