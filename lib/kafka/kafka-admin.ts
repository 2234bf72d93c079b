import type { KafkaAdmin } from '../controller/ports';
import { type ClusterOptions, createCluster } from './cluster';
import { commitWhileEmpty } from './commit-offsets';
import { committedOffsets } from './committed-offsets';
import { groupCoordinator } from './coordinator';
import { describeGroup } from './describe-group';
import { isFault } from './faults';
import { observe } from './observe';

export type KafkaAdminOptions = ClusterOptions;

/**
 * The controller's view of Kafka, on kafkajs's protocol: one short-lived connection a broker, opened by the
 * first call and gone with `close`.
 *
 * @throws SpillwayError `KAFKA_PASSWORD_MISSING`, `KAFKA_TLS_REQUIRED`: the connection cannot be meant like that
 *
 * @example
 * const kafka = createKafkaAdmin({ connection: spec.kafka, password });
 * try {
 *   const snapshot = await kafka.observe({ groupId: spec.group, topics, nowMs, drainLimitMs, aheadMs });
 * } finally {
 *   await kafka.close();
 * }
 */
export function createKafkaAdmin(options: KafkaAdminOptions): KafkaAdmin {
  const cluster = createCluster(options);
  return {
    observe: (question) => observe(cluster, question),
    describeGroup: (groupId) => describeGroup(groupCoordinator(cluster, groupId), groupId),
    commitWhileEmpty: (groupId, offsets) =>
      commitWhileEmpty(groupCoordinator(cluster, groupId), groupId, offsets),
    async committedOffsets(groupId, partitions) {
      const table = await committedOffsets(groupCoordinator(cluster, groupId), groupId, partitions);
      return partitions.map(({ topic, partition }) => {
        const offset = table.get({ topic, partition });
        return {
          topic,
          partition,
          offset: offset === undefined || isFault(offset) ? 'unknown' : offset,
        } as const;
      });
    },
    close: () => cluster.close(),
  };
}
