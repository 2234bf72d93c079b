import { describeRule, processing } from '../../../_helpers/lint/lint-rule';
import { example } from '../../../_helpers/pipeline/examples';

const situation = { facts: { spec: example('plain') } };
const read = (more: string) => processing({ kafka: `brokers: [kafka:9092], group_id: g${more}` });

describeRule('KAFKA_CLIENT_ID_DEFAULT', [
  {
    what: 'a receiver without a client_id',
    given: read(''),
    situation,
    found: ['info a.yaml:2'],
    says: 'Set `client_id: spillway-plain`',
  },
  {
    what: 'the default, written out',
    given: read(', client_id: otel-collector'),
    situation,
    found: ['info a.yaml:2'],
  },
  { what: 'a name of its own', given: read(', client_id: checkout'), situation },
  { what: 'a name known only in the environment', given: read(', client_id: "${env:ID}"'), situation },
  { what: 'anything without a spec', given: read('') },
]);
