import { PartitionList } from '../../../../lib/adapters/kafka/partition-list';
import { type Looked, topicSnapshot } from '../../../../lib/adapters/kafka/topic-snapshot';

const NOTHING_READ = {
  ...{ list: new PartitionList([]), unread: [], sizes: new Map(), retention: new Map() },
  offsets: {},
} as unknown as Looked;

it.each([
  ['has the id of its topic', { topicId: 'WaGWVCgVT0y_Bg4pYYrgEw' }],
  ['has no id where the brokers have none', {}],
])('a snapshot %s', (_name, id) => {
  const layout = { kind: 'present', topic: 'spans', leaders: [], ...id } as const;

  expect(topicSnapshot({ signal: 'traces', layout }, NOTHING_READ)).toStrictEqual({
    ...{ kind: 'present', signal: 'traces', topic: 'spans', partitions: [], ...id },
    retention: { ms: 'unknown', bytes: 'unknown' },
  });
});
