import type { KafkaSnapshot } from '../lag/snapshot';
import { formatDuration, isTopicPattern, type Policy } from '../pipeline';
import type { ServiceSnapshot } from '../scaling/service-snapshot';
import { commitBlockers, unknownBlockers } from './partition-blockers';
import { type PartitionWatch, unsettledTopics } from './partition-watch';
import { groupBlockers, rolloutBlockers } from './readiness';
import { type Reason, reason } from './reasons';

export interface FlipQuestion {
  kafka: KafkaSnapshot;
  service: ServiceSnapshot;
  /** Topics of the spec, one a signal: each task is one group member a signal. */
  topics: readonly string[];
  watch: PartitionWatch;
  policy: Policy;
  /** Why the stored config is not the one of this group and these topics; empty when it is. */
  configMismatch: string | undefined;
}

/**
 * May initial_offset become latest now, by a recreate? All blockers, not only the first; none means yes.
 *
 * Safety only: whether the backlog is drained is asked elsewhere. A partition without a commit does not block
 * under `idlePartitions: seed`, since the recreate commits its log start while the group is Empty.
 */
export function flipBlockers(question: FlipQuestion): Reason[] {
  return [
    ...topicBlockers(question),
    ...unknownBlockers(question.kafka),
    ...commitBlockers(question.kafka, question.policy),
    ...partitionCountBlockers(question),
    ...retentionBlockers(question),
    ...groupBlockers(question.kafka, question.service, question.topics),
    ...rolloutBlockers(question.service),
    ...(question.configMismatch ? [reason('HOLD_CONFIG_FOREIGN', question.configMismatch)] : []),
  ];
}

/** Topics that are missing, unreadable, or no single topic at all. */
export function topicBlockers({ kafka, topics }: Pick<FlipQuestion, 'kafka' | 'topics'>): Reason[] {
  const byName = new Map(kafka.topics.map((topic) => [topic.topic, topic]));
  return topics.flatMap((name) => {
    if (isTopicPattern(name)) return [reason('HOLD_TOPIC_PATTERN', `${name} is a pattern`)];
    const topic = byName.get(name);
    if (!topic || topic.kind === 'missing') {
      return [
        reason(
          'HOLD_TOPIC_MISSING',
          `${name} does not exist: create it, or correct signals.*.topic in the spec`,
        ),
      ];
    }
    if (topic.kind === 'unknown') {
      return [reason('HOLD_TOPIC_UNKNOWN', `${name}: ${topic.fault.code} ${topic.fault.message}`)];
    }
    return [];
  });
}

function partitionCountBlockers({ kafka, watch, policy }: FlipQuestion): Reason[] {
  return unsettledTopics(watch, kafka, policy.metadataRefreshMs).map(({ topic, forMs }) =>
    reason(
      'HOLD_PARTITIONS_CHANGED',
      `${topic} has had this count for ${Math.round(forMs / 1000)} s, needed: more than ${formatDuration(policy.metadataRefreshMs)}`,
    ),
  );
}

function retentionBlockers({ kafka, policy }: FlipQuestion): Reason[] {
  // What is unread at the flip is younger than drainedWithin, so this is how long it still has to live.
  const neededMs = policy.drainedWithinMs + policy.retentionHeadroomMs;
  return kafka.topics.flatMap((topic) => {
    if (topic.kind !== 'present' || typeof topic.retentionMs !== 'number' || topic.retentionMs >= neededMs)
      return [];
    return [
      reason(
        'HOLD_RETENTION_HEADROOM',
        `${topic.topic} keeps ${formatDuration(topic.retentionMs)}, needed: ${formatDuration(neededMs)}`,
      ),
    ];
  });
}
