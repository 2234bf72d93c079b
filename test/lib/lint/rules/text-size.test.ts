import { example } from '../../../_helpers/examples';
import { describeRule, ingestion, processing } from '../../../_helpers/lint-rule';

const long = `# ${'x'.repeat(8_200)}\n${processing()}`;
const situation = { facts: { spec: example('plain') } };

describeRule('CONFIG_TOO_LONG_FOR_SSM', [
  { what: 'more than 8 KB', given: long, situation, found: ['error a.yaml:1'] },
  { what: 'less', given: processing(), situation },
  { what: 'a text that Spillway does not keep', given: long },
  {
    what: 'the ingestion tier, which it does not keep',
    given: `# ${'x'.repeat(8_200)}\n${ingestion()}`,
    situation,
  },
]);
