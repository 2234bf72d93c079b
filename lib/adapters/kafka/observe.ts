import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaRequest } from '../../controller/ports';
import type { KafkaSnapshot } from '../../core/snapshot/kafka';
import { committedOffsets } from './committed-offsets';
import type { AskCoordinator } from './coordinator';
import { describeGroup } from './describe-group';
import { mayHaveMoved } from './faults';
import { findTopics, readLayouts } from './find-topics';
import { firstUnread } from './first-unread';
import { firstFault, listOffsets, type PartitionOffsets } from './list-offsets';
import { logSizes } from './log-sizes';
import { PartitionTable } from './partition-table';
import { readConfigs } from './read-configs';
import { type LedPartition, ledPartitions, type PartitionLayout } from './topic-layout';
import { topicSnapshot, unreadPartitions } from './topic-snapshot';
import type { KafkaCluster } from './wire';

/** Before leaders are asked for again: an election is a matter of tens of milliseconds. */
const ELECTION_PAUSE_MS = 200;

/**
 * One look at the group and its topics. In order: metadata, group, commits, then log ends and the other
 * positions: the end is never older than the commit, so lag cannot turn negative by the order.
 *
 * On one broker, however many partitions: Metadata, FindCoordinator, DescribeGroups, DescribeConfigs, OffsetFetch
 * and 5 ListOffsets, one more with a target; 5 more for each further leader. One Fetch a leader with something left
 * to read (up to 3 where batches are large; 12 to 24 ListOffsets where it may not be read), one DescribeLogDirs a
 * leader of a topic with retention.bytes, one ListGroups when the group is Dead.
 *
 * @throws SpillwayError `TOPIC_PATTERN_INVALID`, and as `KafkaAdmin.observe`
 */
export async function observe(
  cluster: KafkaCluster,
  coordinator: AskCoordinator,
  question: KafkaRequest,
): Promise<KafkaSnapshot> {
  const { groupId, nowMs, drainLimitMs, aheadMs, rateSinceMs } = question;
  const [found, group] = await Promise.all([
    findTopics(cluster, question.topics),
    describeGroup(coordinator, groupId),
  ]);
  const partitions = found.flatMap(({ layout }) => (layout.kind === 'present' ? layout.partitions : []));
  const [{ configs, sizes }, { committed, offsets, unread }] = await Promise.all([
    readLimits(cluster, partitions),
    readPositions(cluster, coordinator, question, partitions),
  ]);
  return {
    ...{ takenAtMs: nowMs, drainLimitMs, aheadMs, rateSinceMs, group },
    offsetsRetentionMs: configs.offsetsRetentionMs,
    topics: found.map((topic) =>
      topicSnapshot(topic, { committed, offsets, unread, sizes, retention: configs.retention }),
    ),
  };
}

/** Retention, and how full the logs are where their size is limited. */
async function readLimits(cluster: KafkaCluster, partitions: PartitionLayout[]) {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const led = ledPartitions(partitions);
  const configs = await readConfigs(cluster, topics, led[0]?.leader);
  const limited = led.filter(({ topic }) => typeof configs.retention.get(topic)?.bytes === 'number');
  return { configs, sizes: await logSizes(cluster, limited) };
}

async function readPositions(
  cluster: KafkaCluster,
  coordinator: AskCoordinator,
  question: KafkaRequest,
  partitions: PartitionLayout[],
) {
  const committed = await committedOffsets(coordinator, question.groupId, partitions);
  const { offsets, led } = await settledOffsets(cluster, question, partitions);
  const unread = await firstUnread(cluster, unreadPartitions(led, committed, offsets), question.nowMs);
  return { committed, offsets, unread };
}

/** Offsets of all partitions; those whose leader had moved are asked once more, with fresh metadata. */
async function settledOffsets(
  cluster: KafkaCluster,
  question: KafkaRequest,
  partitions: PartitionLayout[],
): Promise<{ offsets: PartitionTable<PartitionOffsets>; led: LedPartition[] }> {
  const offsets = await listOffsets(cluster, partitions, question);
  const moved = new PartitionTable<true>();
  const topics = new Set<string>();
  for (const key of partitions) {
    const entry = offsets.get(key);
    const fault = entry && firstFault(entry);
    if (!fault || !mayHaveMoved(fault)) continue;
    moved.set(key, true);
    topics.add(key.topic);
  }
  if (topics.size === 0) return { offsets, led: ledPartitions(partitions) };
  await pause(ELECTION_PAUSE_MS);
  const layouts = await readLayouts(cluster, [...topics]);
  const fresh = layouts.flatMap((layout) => (layout.kind === 'present' ? layout.partitions : []));
  // Only partitions of the first look: their commits were read before.
  const again = fresh.filter((key) => moved.get(key));
  const secondLook = await listOffsets(cluster, again, question);
  for (const key of again) {
    const entry = secondLook.get(key);
    if (entry) offsets.set(key, entry);
  }
  const settled = partitions.filter((key) => !moved.get(key));
  return { offsets, led: ledPartitions([...settled, ...again]) };
}
