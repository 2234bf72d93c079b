import { Token } from 'aws-cdk-lib';
import { checkEnvironmentSecrets, checkSecrets, checkTierConfig } from '../../../cdk/checks/tier-config';
import { renderIngestion, renderProcessing } from '../../../lib/collector';
import { pipelineOf } from '../../_helpers/cdk/tier-stack';

const PLAIN = pipelineOf('plain');
const PROCESSING = renderProcessing(PLAIN.spec, 'earliest');
const INGESTION = renderIngestion(PLAIN.spec);
const own = (tier: 'ingestion' | 'processing', text: string) =>
  checkTierConfig(PLAIN, { tier, text, from: 'own', brokers: undefined }).errors;

/** The plain example with other processors, and what synth says of it. */
function withProcessors(processors: string) {
  const pipeline = pipelineOf('plain', (text) =>
    text.replace('    backend:\n', `    processors:\n      ${processors}\n    backend:\n`),
  );
  return checkTierConfig(pipeline, {
    ...{ tier: 'processing', from: 'spec', brokers: undefined },
    text: renderProcessing(pipeline.spec, 'earliest'),
  });
}

describe('a configuration that is rendered from the spec', () => {
  it('has no error in the example', () => {
    const check = (tier: 'ingestion' | 'processing', text: string) =>
      checkTierConfig(PLAIN, { tier, text, from: 'spec', brokers: undefined });

    expect(check('processing', PROCESSING)).toEqual({ errors: [], ignored: [] });
    expect(check('ingestion', INGESTION)).toEqual({ errors: [], ignored: [] });
  });

  it('may have the brokers of a prop, which replace those of the spec', () => {
    const brokers = 'other-1:9092';
    const text = PROCESSING.replace(/brokers: .*/, `brokers: [${brokers}]`);
    const check = (given: string | undefined) =>
      checkTierConfig(PLAIN, { ...{ tier: 'processing', from: 'spec' }, text, brokers: given }).errors;

    expect(check(brokers)).toEqual([]);
    expect(check(undefined)).toHaveLength(1);
  });

  it('is reported with the key and line of the spec, the code of the rule, and what to do', () => {
    const { errors } = withProcessors('filter: { traces: { spann: [] } }');

    expect(errors).toEqual([
      {
        code: 'CDK_CONFIG_ERROR',
        message: expect.stringMatching(
          /^tiers\.processing\.processors\.filter\.traces\.spann \(line \d+\): CONFIG_KEY_UNKNOWN .*"spann"/,
        ),
        whatToDo: 'Correct the name, or remove the setting.',
      },
    ]);
  });

  it('has no error for a code that a comment in the spec ignores, and passes the code on', () => {
    expect(withProcessors('filter: { spann: 1 } # spillway: ignore CONFIG_KEY_UNKNOWN')).toEqual({
      errors: [],
      ignored: ['CONFIG_KEY_UNKNOWN'],
    });
  });
});

describe('a configuration of your own', () => {
  it.each(['processing', 'ingestion'] as const)('of the %s tier is reported with its line', (tier) => {
    const text = tier === 'processing' ? PROCESSING : INGESTION;
    const line = text.slice(0, text.indexOf('    client_id')).split('\n').length;

    expect(own(tier, text)).toEqual([]);
    expect(own(tier, text.replace('    client_id', '    clientid'))).toEqual([
      expect.objectContaining({
        code: 'CDK_CONFIG_ERROR',
        message: expect.stringMatching(
          new RegExp(`^Configuration of the ${tier} tier, line ${line}: CONFIG_KEY_\\w+ `),
        ),
      }),
    ]);
  });

  it('must read the group of the spec, and contain no secret', () => {
    const text = PROCESSING.replace('group_id: plain', 'group_id: other').replace(
      '    compression:',
      '    headers: { x-api-key: hunter2 }\n$&',
    );

    const errors = own('processing', text);

    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('SPEC_DISAGREES'),
      expect.stringContaining('SECRET_IN_CLEAR'),
    ]);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  });

  it('is checked around values that are only known at deployment', () => {
    const brokers = Token.asString({ Ref: 'Brokers' });
    const text = PROCESSING.replace(/brokers: .*/, `brokers: "${brokers}"`);

    expect(own('processing', text)).toEqual([]);
    expect(own('processing', text.replace('    client_id', '    clientid'))).toHaveLength(1);
    expect(own('processing', brokers)).toEqual([]);
  });

  it('is not checked for a Collector whose settings are not known', () => {
    const pipeline = pipelineOf('plain');
    pipeline.spec.tiers.processing.collectorVersion = '0.1.0';

    const { errors } = checkTierConfig(pipeline, {
      ...{ tier: 'processing', from: 'own' },
      text: 'a: b',
      brokers: undefined,
    });
    expect(errors).toEqual([]);
  });
});

describe('secrets in plain text', () => {
  it('are errors in a spec, also where no tier is deployed', () => {
    const pipeline = pipelineOf('plain', (text) =>
      text
        .replace('backend:\n', 'backend:\n      headers: { Authorization: Bearer hunter2 }\n')
        .replace(/endpoint: https?:\/\//, '$&otel:hunter2@'),
    );

    const errors = checkSecrets(pipeline);

    expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(
        /^CDK_SECRET_IN_CLEAR tiers\.processing\.backend\.headers\.Authorization \(line /,
      ),
      expect.stringMatching(/^CDK_SECRET_IN_CLEAR tiers\.processing\.backend\.endpoint \(line /),
    ]);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    expect(checkSecrets(PLAIN)).toEqual([]);
  });

  it('are errors in the variables of a container', () => {
    expect(checkEnvironmentSecrets(PLAIN.spec, 'ingestion', { API_TOKEN: 'hunter2', REGION: 'eu' })).toEqual([
      expect.objectContaining({
        code: 'CDK_SECRET_IN_CLEAR',
        message: expect.stringContaining('The variable API_TOKEN of the ingestion tier'),
      }),
    ]);
    expect(checkEnvironmentSecrets(PLAIN.spec, 'ingestion')).toEqual([]);
  });

  it('are errors once for the variables of a spec, unless a comment there ignores them', () => {
    const environment = { API_TOKEN: 'hunter2' };
    const checks = (comment: string) => {
      const pipeline = pipelineOf(
        'plain',
        (text) => `${text}\ndeploy:\n  ingestion:\n    environment:\n      API_TOKEN: hunter2${comment}\n`,
      );
      return [
        ...checkSecrets(pipeline),
        ...checkEnvironmentSecrets(pipeline.spec, 'ingestion', environment),
      ].map(({ message }) => message);
    };

    expect(checks('')).toEqual([
      expect.stringMatching(/^deploy\.ingestion\.environment\.API_TOKEN \(line \d+\): /),
    ]);
    expect(checks(' # spillway: ignore SECRET_IN_CLEAR')).toEqual([]);
  });
});
