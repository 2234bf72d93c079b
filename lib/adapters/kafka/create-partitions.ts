import { SpillwayError } from '../../errors';
import { faultOfCode, KAFKA } from './faults';
import type { KafkaCluster } from './wire';

/** For the controller to do it; the answer comes when it is done or this is over. */
const TIMEOUT_MS = 5_000;

/**
 * Raises the partition count of a topic to `count`; Kafka places the new ones. Asked of the controller, which is any
 * broker under KRaft.
 *
 * @throws SpillwayError `KAFKA_EXPAND_REFUSED`; `KAFKA_TIMEOUT` or `KAFKA_UNREACHABLE` when the outcome is not known
 */
export async function createPartitions(cluster: KafkaCluster, topic: string, count: number): Promise<void> {
  const seed = await cluster.seed();
  const { brokers, controllerId } = await seed.send('Metadata', {
    ...{ topics: [topic], allowAutoTopicCreation: false },
  });
  cluster.learn(brokers);
  const controller = await cluster.node(controllerId);
  const answer = await controller.send('CreatePartitions', {
    ...{ topicPartitions: [{ topic, count }], timeout: TIMEOUT_MS },
  });
  const said = answer.topicErrors.find((entry) => entry.topic === topic);
  if (said?.errorCode === KAFKA.NONE) return;
  const fault = said ? faultOfCode(said.errorCode) : undefined;
  const why = fault ? `${fault.code} (${said?.errorMessage || fault.message})` : 'the answer leaves it out';
  throw new SpillwayError(
    'KAFKA_EXPAND_REFUSED',
    `Raising topic ${topic} to ${count} partitions was refused: ${why}.`,
    'Ask for more partitions than there are, and check the right to alter the topic; look at the count before another try.',
  );
}
