import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

describeRule('KAFKA_BROKERS_DEFAULT', [
  {
    what: 'a receiver without brokers',
    given: processing({ kafka: 'group_id: g' }),
    found: ['warning a.yaml:2'],
  },
  { what: 'an exporter without a body', given: ingestion({ kafka: '' }), found: ['warning a.yaml:4'] },
  { what: 'brokers: null', given: processing({ kafka: 'brokers: null' }), found: ['warning a.yaml:2'] },
  { what: 'brokers', given: [ingestion(), processing()] },
  {
    what: 'brokers known only in the environment',
    given: processing({ kafka: 'brokers: "${env:BROKERS}"' }),
  },
]);

describeRule('KAFKA_BROKER_ADDRESS', [
  {
    what: 'a scheme',
    given: processing({ kafka: 'brokers: ["k-1:9092", "SASL_SSL://k-2:9092"]' }),
    found: ['error a.yaml:2'],
    says: 'Write k-2:9092',
  },
  {
    what: 'an empty string',
    given: processing({ kafka: 'brokers: [""]' }),
    found: ['error a.yaml:2'],
    says: 'Write host:port',
  },
  { what: 'host and port, or the host alone', given: processing({ kafka: 'brokers: ["k-1:9092", k-2]' }) },
  {
    what: 'a string with commas, which is a list too',
    given: processing({ kafka: 'brokers: "k-1:9092,k-2:9092"' }),
  },
]);
