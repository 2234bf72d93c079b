import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';
import { example } from '../../../_helpers/pipeline/examples';

const long = `# ${'x'.repeat(8_200)}\n${processing()}`;
const onLatest = processing({ kafka: 'brokers: [kafka:9092], group_id: g, initial_offset: latest' });
const withBytes = (text: string, bytes: number) => `#${'x'.repeat(bytes - text.length - 2)}\n${text}`;
const situation = { facts: { spec: example('plain') } };

describeRule('CONFIG_TOO_LONG_FOR_SSM', [
  { what: 'more than 8 KB', given: long, situation, found: ['error a.yaml:1'] },
  {
    what: 'a text that fits only with latest, so it could not go back to earliest',
    given: withBytes(onLatest, 8_191),
    situation,
    found: ['error a.yaml:1'],
    says: 'up to 8193 bytes',
  },
  { what: 'a text that fits on either value', given: withBytes(onLatest, 8_190), situation },
  { what: 'less', given: processing(), situation },
  { what: 'a text that Spillway does not keep', given: long },
  {
    what: 'the ingestion tier, which Spillway does not store',
    given: `# ${'x'.repeat(8_200)}\n${ingestion()}`,
    situation,
  },
]);
