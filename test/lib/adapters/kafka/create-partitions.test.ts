import { createPartitions } from '../../../../lib/adapters/kafka/create-partitions';
import type { KafkaRequests } from '../../../../lib/adapters/kafka/wire';
import { fakeCluster, metadataOf } from '../../../_helpers/kafka/fake-cluster';

type Answer = KafkaRequests['CreatePartitions']['response'];

function create(topics: Answer['topics']) {
  const questions: KafkaRequests['CreatePartitions']['request'][] = [];
  const cluster = fakeCluster({
    Metadata: () => ({ ...metadataOf('spans', [1]), controllerId: 2 }),
    CreatePartitions: (question) => {
      questions.push(question);
      return { topics };
    },
  });
  return { cluster, questions, done: createPartitions(cluster, 'spans', 8) };
}

describe('createPartitions', () => {
  it('sends the count to the controller', async () => {
    const { cluster, questions, done } = create([{ topic: 'spans', errorCode: 0, message: '' }]);
    await done;

    expect(cluster.sent).toEqual(['Metadata@0', 'CreatePartitions@2']);
    expect(questions).toEqual([{ topic: 'spans', count: 8, timeoutMs: 5_000 }]);
  });

  it.each([
    [
      "Kafka's own words",
      [{ topic: 'spans', errorCode: 37, message: 'Topic already has 8 partitions.' }],
      'INVALID_PARTITIONS (Topic already has 8 partitions.).',
    ],
    [
      'the meaning of the code where there are none',
      [{ topic: 'spans', errorCode: 29, message: '' }],
      'TOPIC_AUTHORIZATION_FAILED (Not authorized to access topics: [Topic authorization failed]).',
    ],
    ['that the answer says nothing', [], 'it is missing from the response.'],
  ])('is rejected with %s', async (_what, topics, why) => {
    await expect(create(topics).done).rejects.toMatchObject({
      code: 'KAFKA_EXPAND_REFUSED',
      message: `Raising topic spans to 8 partitions was refused: ${why}`,
    });
  });
});
