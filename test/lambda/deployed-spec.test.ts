import { deployedSpec } from '../../lambda/deployed-spec';
import { readEnvironment } from '../../lambda/environment';
import { deployedExample, example, exampleText } from '../_helpers/pipeline/examples';

describe('the spec as deployed', () => {
  it('is the spec itself without variables or with empty ones', () => {
    const spec = example('scram-tls');
    const empty = {
      SPILLWAY_BROKERS: '',
      SPILLWAY_PASSWORD_SECRET: '',
      SPILLWAY_CA_FILE: '',
      SPILLWAY_ECS_CLUSTER: '',
      SPILLWAY_ECS_SERVICE: '',
      SPILLWAY_AWS_REGION: '',
    };

    expect([deployedSpec(spec, {}), deployedSpec(spec, empty)]).toEqual([spec, spec]);
  });

  it('has the brokers, the service and the CA of the deployment', () => {
    const spec = deployedSpec(example('scram-tls'), {
      SPILLWAY_BROKERS: 'b-1.msk:9096, b-2.msk:9096',
      SPILLWAY_CA_FILE: 'ca.pem',
      SPILLWAY_ECS_CLUSTER: 'cluster-of-the-stack',
      SPILLWAY_ECS_SERVICE: 'service-of-the-stack',
    });

    expect(spec.kafka).toMatchObject({
      brokers: ['b-1.msk:9096', 'b-2.msk:9096'],
      tls: { enabled: true, caFile: 'ca.pem' },
    });
    expect(spec.tiers.processing).toMatchObject({
      cluster: 'cluster-of-the-stack',
      service: 'service-of-the-stack',
    });
  });

  it('has the region of the stack instead of that of the spec', () => {
    const { aws } = deployedSpec(example('scram-tls'), { SPILLWAY_AWS_REGION: 'ap-southeast-2' });

    expect(aws).toEqual({ region: 'ap-southeast-2', prefix: '/spillway/checkout' });
  });

  it.each([
    ['the field that the spec names', { secretsManager: 'old', field: 'kafka' }, 'kafka'],
    ['the field password, where the spec names a variable', { env: 'KAFKA_PASSWORD' }, 'password'],
  ])("takes the stack's secret, and %s", (_name, password, field) => {
    const spec = example('scram-tls');
    spec.kafka.auth = { mechanism: 'PLAIN', username: 'otel', password };

    expect(deployedSpec(spec, { SPILLWAY_PASSWORD_SECRET: 'arn:secret' }).kafka.auth).toEqual({
      mechanism: 'PLAIN',
      username: 'otel',
      password: { secretsManager: 'arn:secret', field },
    });
  });

  it('ignores the secret for a login without a password', () => {
    const spec = deployedExample('msk-iam');

    expect(deployedSpec(spec, { SPILLWAY_PASSWORD_SECRET: 'arn:secret' })).toEqual(spec);
  });

  it('has the brokers of the stack if the spec has none, and fails if there are none at all', () => {
    const env = { SPILLWAY_PIPELINE: exampleText('msk-iam') };

    expect(readEnvironment({ ...env, SPILLWAY_BROKERS: 'b-1.orders:9098' }).spec.kafka.brokers).toEqual([
      'b-1.orders:9098',
    ]);
    expect(() => readEnvironment(env)).toThrow(
      expect.objectContaining({
        code: 'BROKERS_UNKNOWN',
        hint: expect.stringContaining('Set SPILLWAY_BROKERS'),
      }),
    );
  });

  it('rejects brokers that are not host:port, and is what the function reads', () => {
    const env = { SPILLWAY_PIPELINE: exampleText('plain') };

    expect(readEnvironment({ ...env, SPILLWAY_BROKERS: 'b-1:9092' }).spec.kafka.brokers).toEqual([
      'b-1:9092',
    ]);
    expect(() => readEnvironment({ ...env, SPILLWAY_BROKERS: 'b-1:9092,b-2' })).toThrow(
      expect.objectContaining({ code: 'ENVIRONMENT_BAD_VALUE', message: expect.stringContaining('"b-2"') }),
    );
  });
});
