import { SpillwayError } from '../../errors';
import { faultOfCode, KAFKA } from './faults';
import type { KafkaCluster } from './wire';

/** The timeout for Kafka's controller. It responds when the partitions exist, or after this time. */
const TIMEOUT_MS = 5_000;

/**
 * Raises the partition count of a topic to `count`; Kafka decides where the new partitions go. The request goes to
 * Kafka's controller, which under KRaft can be any broker.
 *
 * @throws SpillwayError `KAFKA_EXPAND_REFUSED`; `KAFKA_TIMEOUT` or `KAFKA_UNREACHABLE` if the outcome is unknown
 */
export async function createPartitions(cluster: KafkaCluster, topic: string, count: number): Promise<void> {
  const seed = await cluster.seed();
  const { brokers, controllerId } = await seed.send('Metadata', { topics: [topic] });
  cluster.learn(brokers);
  const controller = await cluster.node(controllerId);
  const answer = await controller.send('CreatePartitions', { topic, count, timeoutMs: TIMEOUT_MS });
  const said = answer.topics.find((entry) => entry.topic === topic);
  if (said?.errorCode === KAFKA.NONE) return;
  const fault = said ? faultOfCode(said.errorCode) : undefined;
  const why = fault ? `${fault.code} (${said?.message || fault.message})` : 'it is missing from the response';
  throw new SpillwayError(
    'KAFKA_EXPAND_REFUSED',
    `Raising topic ${topic} to ${count} partitions was refused: ${why}.`,
    'Check the partition count of the topic first. Then ask for more partitions than it has, and check ALTER permission on it.',
  );
}
