import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const producer = (settings: string) => ingestion({ kafka: `producer: {${settings}}` });

describeRule('KAFKA_NOT_COMPRESSED', [
  { what: 'the default', given: ingestion(), found: ['info a.yaml:4'], says: 'compression: lz4' },
  {
    what: 'a producer with other settings',
    given: producer('required_acks: -1'),
    found: ['info a.yaml:4'],
  },
  { what: 'lz4', given: producer('compression: lz4') },
  { what: 'none, which somebody chose', given: producer('compression: none') },
  { what: 'one known only in the environment', given: producer('compression: "${env:A}"') },
  { what: 'a receiver', given: processing() },
]);
