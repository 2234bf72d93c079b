import type { KafkaArns } from '../../cdk/kafka-iam';
import { READER_RIGHTS, type TierKafkaRight, WRITER_RIGHTS } from '../../cdk/tier-kafka-rights';
import { madePart } from '../_helpers/made-docs';
import { rightsTable } from '../_helpers/rights-table';

const WORDS: KafkaArns = {
  cluster: 'the MSK cluster',
  topics: ["the spec's topics"],
  group: 'the consumer group',
};

const inWords = (given: string) => (right: TierKafkaRight) => ({
  ...right,
  given,
  on: right.resources(WORDS),
});

describe('docs/iam.md', () => {
  it("has each right of the tiers' tasks with its reason (UPDATE_DOCS=1 rewrites it)", () => {
    const table = rightsTable([
      ...READER_RIGHTS.map(inWords('processing')),
      ...WRITER_RIGHTS.map(inWords('ingestion')),
    ]);

    expect(madePart('iam.md', 'tier-rights', table)).toBe(table);
  });
});
