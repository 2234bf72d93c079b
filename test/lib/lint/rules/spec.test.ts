import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';
import { example } from '../../../_helpers/pipeline/examples';

const spec = example('plain');
const situation = { facts: { spec } };
const BROKERS = 'brokers: ["kafka-1.internal:9092"]';
const read = (more: string) => processing({ kafka: `${BROKERS}, ${more}` });

describeRule('SPEC_DISAGREES', [
  {
    what: 'another group',
    given: read('group_id: g'),
    situation,
    found: ['error a.yaml:2'],
    says: 'the spec names plain-processing',
  },
  {
    what: 'other brokers',
    given: ingestion({ kafka: 'brokers: ["other:9092"]' }),
    situation,
    found: ['error a.yaml:4'],
  },
  {
    what: 'another topic',
    given: read('group_id: plain-processing, traces: {topics: [spans]}'),
    situation,
    found: ['error a.yaml:2'],
    says: 'the spec names otlp_spans',
  },
  {
    what: 'another encoding',
    given: read('group_id: plain-processing, traces: {encoding: otlp_json}'),
    situation,
    found: ['error a.yaml:2'],
  },
  {
    what: 'a configuration that matches the spec',
    given: [ingestion({ kafka: BROKERS }), read('group_id: plain-processing')],
    situation,
  },
  {
    what: 'values that are known only in the environment',
    given: read('group_id: "${env:G}", traces: {topics: ["${env:T}"]}'),
    situation,
  },
  {
    what: 'an empty list of topics, which has a rule of its own',
    given: read('group_id: plain-processing, traces: {topics: []}'),
    situation,
  },
  {
    what: 'an empty list of brokers, which is refused',
    given: processing({ kafka: 'brokers: [], group_id: plain-processing' }),
    situation,
  },
  {
    what: 'a signal that the spec leaves out',
    given: ingestion({ kafka: BROKERS, pipelines: 'logs' }),
    situation,
  },
  {
    what: 'any brokers if the spec leaves them to MSK',
    given: ingestion({ kafka: 'brokers: ["b-1.orders:9098"], tls: {}, traces: {topic: orders_spans}' }),
    situation: { facts: { spec: example('msk-iam') } },
  },
  { what: 'anything without a spec', given: read('group_id: g') },
]);
