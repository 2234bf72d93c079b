import type { KafkaArns } from '../../cdk/kafka-iam';
import { READER_RIGHTS, type TierKafkaRight, WRITER_RIGHTS } from '../../cdk/tier-kafka-rights';
import { madePart } from '../_helpers/docs/made-docs';
import { rightsTable } from '../_helpers/rights/rights-table';

const WORDS: KafkaArns = {
  cluster: 'the MSK cluster',
  topics: ["the spec's topics"],
  group: 'the consumer group',
};

const givenTo = (tier: string) => (right: TierKafkaRight) => ({ ...right, given: tier });

describe('docs/iam.md', () => {
  it("has each right of the tiers' tasks with its reason (UPDATE_DOCS=1 rewrites it)", () => {
    const rights = [...READER_RIGHTS.map(givenTo('processing')), ...WRITER_RIGHTS.map(givenTo('ingestion'))];
    const table = rightsTable(rights, WORDS);

    expect(madePart('iam.md', 'tier-rights', table)).toBe(table);
  });
});
