import type { KafkaAdmin } from '../../controller/ports';
import { type ClusterOptions, createCluster } from './cluster';
import { commitAsMember } from './commit-as-member';
import { commitWhileEmpty } from './commit-offsets';
import { committedOffsets } from './committed-offsets';
import { type GroupCoordinator, groupCoordinator } from './coordinator';
import { createPartitions } from './create-partitions';
import { describeGroup } from './describe-group';
import { isFault } from './faults';
import type { KafkaMemory } from './memory';
import { observe } from './observe';

export interface KafkaAdminOptions extends ClusterOptions {
  /** What a warm process keeps between ticks. @default nothing is kept */
  memory?: KafkaMemory;
}

/**
 * The controller's Kafka client. It uses one short-lived connection per broker, opened by the first call and closed by
 * `close`.
 *
 * @throws SpillwayError `KAFKA_PASSWORD_MISSING`, `KAFKA_TLS_REQUIRED`
 *
 * @example const kafka = createKafkaAdmin({ connection: spec.kafka, password }); try { const topics = [{ signal:
 *   'traces', topic: 'otlp_spans' }] as const; const snapshot = await kafka.observe({ groupId, topics, nowMs,
 *   drainLimitMs, aheadMs, rateSinceMs }); } finally { await kafka.close(); }
 */
export function createKafkaAdmin(options: KafkaAdminOptions): KafkaAdmin {
  const cluster = createCluster(options);
  const coordinators = new Map<string, GroupCoordinator>();
  // Shared by all calls of a tick.
  const coordinatorOf = (groupId: string): GroupCoordinator => {
    const known = coordinators.get(groupId) ?? groupCoordinator(cluster, groupId);
    coordinators.set(groupId, known);
    return known;
  };
  return {
    observe: (request) => observe(cluster, coordinatorOf(request.groupId), request, options.memory),
    describeGroup: (groupId) => describeGroup(coordinatorOf(groupId), groupId),
    commitWhileEmpty: (groupId, offsets) => commitWhileEmpty(coordinatorOf(groupId), groupId, offsets),
    commitAsMember: (group, offsets) => commitAsMember(coordinatorOf(group.groupId), group, offsets),
    async committedOffsets(groupId, partitions) {
      const table = await committedOffsets(coordinatorOf(groupId), groupId, partitions);
      return partitions.map(({ topic, partition }) => {
        const offset = table.get({ topic, partition });
        return {
          topic,
          partition,
          offset: offset === undefined || isFault(offset) ? 'unknown' : offset,
        } as const;
      });
    },
    createPartitions: (topic, count) => createPartitions(cluster, topic, count),
    close: () => cluster.close(),
  };
}
