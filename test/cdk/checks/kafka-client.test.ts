import { type ClientInputs, checkKafkaClient } from '../../../cdk/checks/kafka-client';
import { example } from '../../_helpers/pipeline/examples';

const INPUTS: ClientInputs = { password: 'given', ca: 'given', msk: 'given' };

const told = (name: string, inputs: Partial<ClientInputs>) =>
  checkKafkaClient(example(name).kafka, { ...INPUTS, ...inputs }).map(({ code }) => code);

describe('a client of Kafka', () => {
  it.each([
    ['plain', { password: 'missing', ca: 'missing', msk: 'missing' }, []],
    ['scram-tls', {}, []],
    ['scram-tls', { password: 'missing' }, ['CDK_PASSWORD_WITHOUT_SECRET']],
    ['scram-tls', { ca: 'missing' }, ['CDK_CA_FILE_MISSING']],
    ['scram-tls', { ca: 'own image' }, []],
    ['scram-tls', { msk: 'missing' }, []],
    ['msk-iam', { password: 'missing', ca: 'missing' }, []],
    ['msk-iam', { msk: 'missing' }, ['CDK_MSK_CLUSTER_UNKNOWN']],
  ] as const)('of examples/%s.yaml with %j is reported as %j', (name, inputs, codes) => {
    expect(told(name, inputs)).toEqual(codes);
  });

  it.each(['/etc/ssl/certs/ca.pem', '/ca.pem', 'ca.pem', '/etc/ca.pem'])(
    'cannot have its CA at %s, where a volume would hide other files',
    (caFile) => {
      const { auth, tls, ...rest } = example('scram-tls').kafka;
      const kafka = { ...rest, auth, tls: { ...tls, caFile } };

      expect(checkKafkaClient(kafka, INPUTS).map(({ code }) => code)).toEqual(['CDK_CA_FILE_PLACE']);
      expect(checkKafkaClient(kafka, { ...INPUTS, ca: 'own image' })).toEqual([]);
    },
  );
});
