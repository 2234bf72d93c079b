import { endpointServicesOf } from '../../cdk/endpoint-services';
import { parsePipelineSpec } from '../../lib/pipeline';
import { exampleText } from '../_helpers/pipeline/examples';

const NO_LOGIN = { mechanism: 'none' };
const WITH_CERTIFICATE = {
  ingestion: { certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/0a' },
};
const ALWAYS = ['ssm', 'ecs', 'logs', 'ecr.api', 'ecr.dkr', 'application-autoscaling'];

/** Of the plain example with another login and `deploy` section. */
function servicesOf(spec: { auth?: object; deploy?: object; headers?: object; login?: object }): string[] {
  const { auth = NO_LOGIN, login, deploy = login ? WITH_CERTIFICATE : {}, headers = {} } = spec;
  const otlp = login ? { mechanism: 'bearer', token: login } : NO_LOGIN;
  const text = exampleText('plain')
    .replace('kafka:\n', `kafka:\n  auth: ${JSON.stringify(auth)}\n`)
    .replace('tiers:\n', `tiers:\n  ingestion: { auth: ${JSON.stringify(otlp)} }\n`)
    .replace('backend:\n', `backend:\n      headers: ${JSON.stringify(headers)}\n`);
  return endpointServicesOf(parsePipelineSpec(`${text}\ndeploy: ${JSON.stringify(deploy)}\n`, 'plain.yaml'));
}

const scram = (password: object) => ({ mechanism: 'SCRAM-SHA-512', username: 'otel', password });
const withSecret = { secrets: { TOKEN: { secretsManager: 'backend' } } };

describe('services with an endpoint', () => {
  it.each([
    ['nothing is secret', {}, []],
    ['the password is', { auth: scram({ secretsManager: 'kafka' }) }, ['secretsmanager']],
    ['the password comes from a variable', { auth: scram({ env: 'PASSWORD' }) }, []],
    ['the processing tier has a secret', { deploy: { processing: withSecret } }, ['secretsmanager']],
    ['the ingestion tier has one', { deploy: { ingestion: withSecret } }, ['secretsmanager']],
    ['a header is one', { headers: { Authorization: { secretsManager: 'backend' } } }, ['secretsmanager']],
    ['clients log in with a token', { login: { secretsManager: 'otlp' } }, ['secretsmanager']],
    ['their token is a parameter', { login: { ssm: '/otlp' } }, []],
    [
      'others deploy the tier that has it',
      { login: { secretsManager: 'otlp' }, deploy: { ingestion: 'none' } },
      [],
    ],
    ['secrets are parameters', { headers: { Authorization: { ssm: '/token' } } }, []],
    ['there is no ingestion tier', { deploy: { ingestion: 'none' } }, []],
  ])('are exactly those that are called if %s', (_, spec, more) => {
    expect(servicesOf(spec).sort()).toEqual([...ALWAYS, ...more].sort());
  });
});
