import { commitWhileEmpty } from '../../../../lib/adapters/kafka/commit-offsets';
import { groupCoordinator } from '../../../../lib/adapters/kafka/coordinator';
import { brokerAddress, fakeCluster } from '../../../_helpers/kafka/fake-cluster';

const offsets = [
  { topic: 'spans', partition: 0, offset: 3n },
  { topic: 'spans', partition: 1, offset: 9_007_199_254_740_993n },
  { topic: 'logs', partition: 0, offset: 0n },
];

/** Commits against a coordinator that returns these codes, by `topic partition`, one per attempt. */
function commit(codes: Record<string, number>[]) {
  const questions: unknown[] = [];
  const cluster = fakeCluster({
    FindCoordinator: () => ({ errorCode: 0, coordinator: brokerAddress(1) }),
    OffsetCommit: (question) => {
      questions.push(question);
      const now = codes.shift() ?? {};
      return {
        responses: question.topics.map(({ topic, partitions }) => ({
          topic,
          partitions: partitions.map(({ partition }) => ({
            partition,
            errorCode: now[`${topic} ${partition}`] ?? 0,
          })),
        })),
      };
    },
  });
  return { questions, done: commitWhileEmpty(groupCoordinator(cluster, 'g'), 'g', offsets) };
}

describe('commitWhileEmpty', () => {
  it('commits without a member id, in one request', async () => {
    const { questions, done } = commit([]);
    await done;

    expect(questions).toEqual([
      {
        ...{ groupId: 'g', generationId: -1, memberId: '' },
        topics: [
          {
            topic: 'spans',
            partitions: [
              { partition: 0, offset: '3' },
              { partition: 1, offset: '9007199254740993' },
            ],
          },
          { topic: 'logs', partitions: [{ partition: 0, offset: '0' }] },
        ],
      },
    ]);
  });

  it.each([
    ['UNKNOWN_MEMBER_ID', 25],
    ['ILLEGAL_GENERATION', 22],
    ['REBALANCE_IN_PROGRESS', 27],
  ])('never retries after %s', async (_name, code) => {
    const { questions, done } = commit([{ 'spans 0': code, 'spans 1': code, 'logs 0': code }]);

    await expect(done).rejects.toMatchObject({
      code: 'KAFKA_GROUP_NOT_EMPTY',
      message: 'Committing spans 0,1; logs 0 for group g was refused: the group has members.',
    });
    expect(questions).toHaveLength(1);
  });

  it('reports only the partitions that were rejected', async () => {
    const { done } = commit([{ 'spans 1': 29 }]);

    await expect(done).rejects.toMatchObject({
      code: 'KAFKA_COMMIT_REFUSED',
      message: expect.stringContaining(
        'Committing spans 1 for group g was refused: TOPIC_AUTHORIZATION_FAILED',
      ),
    });
  });

  it('retries if only the coordinator has moved', async () => {
    const moved = { 'spans 0': 16, 'spans 1': 16, 'logs 0': 16 };
    const { questions, done } = commit([moved]);
    await done;

    expect(questions).toHaveLength(2);
  });

  it('sends no request without offsets', async () => {
    const cluster = fakeCluster({});
    await commitWhileEmpty(groupCoordinator(cluster, 'g'), 'g', []);

    expect(cluster.sent).toEqual([]);
  });
});
