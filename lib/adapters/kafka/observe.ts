import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaRequest } from '../../controller/ports';
import type { GroupSnapshot, KafkaSnapshot } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { committedOffsets } from './committed-offsets';
import type { GroupCoordinator } from './coordinator';
import { describeGroup } from './describe-group';
import { mayHaveMoved } from './faults';
import { type FoundTopic, findTopics, readLayouts } from './find-topics';
import { firstUnread } from './first-unread';
import { firstFault, listOffsets, type PartitionOffsets } from './list-offsets';
import { logSizes } from './log-sizes';
import { PartitionTable } from './partition-table';
import { readConfigs } from './read-configs';
import { type LedPartition, ledPartitions, type PartitionLayout, type TopicLayout } from './topic-layout';
import { topicSnapshot, unreadPartitions } from './topic-snapshot';
import type { KafkaCluster } from './wire';

/** The wait before metadata is read again: a leader election takes tens of milliseconds. */
const ELECTION_PAUSE_MS = 200;

/**
 * Observes the group and its topics. It reads metadata, group and commits first, then log ends and the other positions.
 * So a log end is never older than the commit, and lag is never negative.
 *
 * Requests on one broker, for any number of partitions: Metadata, FindCoordinator, DescribeGroups, DescribeConfigs,
 * OffsetFetch, and 5 ListOffsets, plus one for a target time and one for `heldSinceMs`. Each further leader costs 5
 * more. In addition, there is one Fetch per leader with unread records (up to 3 with large batches; 12 to 24 ListOffsets
 * without permission to read), one DescribeLogDirs per leader of a topic with retention.bytes, and one ListGroups if the
 * group is Dead.
 *
 * @throws SpillwayError `TOPIC_PATTERN_INVALID`, and as `KafkaAdmin.observe`
 */
export async function observe(
  cluster: KafkaCluster,
  coordinator: GroupCoordinator,
  request: KafkaRequest,
): Promise<KafkaSnapshot> {
  const { groupId, nowMs, drainLimitMs, aheadMs, rateSinceMs } = request;
  const [found, group] = await Promise.all([
    findTopics(cluster, request.topics),
    describeGroup(coordinator, groupId),
  ]);
  const partitions = partitionsOf(found.map(({ layout }) => layout));
  const [{ configs, sizes }, { committed, offsets, unread, changed }] = await Promise.all([
    readLimits(cluster, partitions),
    readPositions(cluster, coordinator, request, found),
  ]);
  return {
    takenAtMs: nowMs,
    drainLimitMs,
    aheadMs,
    rateSinceMs,
    group: withTopicRights(group, found),
    offsetsRetentionMs: configs.offsetsRetentionMs,
    topics: found.map(({ signal, layout }) =>
      topicSnapshot(
        { signal, layout: changed.get(layout.topic) ?? layout },
        { committed, offsets, unread, sizes, retention: configs.retention },
      ),
    ),
  };
}

/** Kafka accepts a commit only with READ permission on both the group and the topic. */
function withTopicRights(group: GroupSnapshot, found: readonly FoundTopic[]): GroupSnapshot {
  const forbidden = found.some(({ layout }) => layout.kind === 'present' && layout.mayRead === false);
  return forbidden && group.mayCommit !== undefined ? { ...group, mayCommit: false } : group;
}

/** Retention, and log sizes of topics with retention.bytes. */
async function readLimits(cluster: KafkaCluster, partitions: PartitionLayout[]) {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const led = ledPartitions(partitions);
  const configs = await readConfigs(cluster, topics, led[0]?.leader);
  const limited = led.filter(({ topic }) => typeof configs.retention.get(topic)?.bytes === 'number');
  return { configs, sizes: await logSizes(cluster, limited) };
}

async function readPositions(
  cluster: KafkaCluster,
  coordinator: GroupCoordinator,
  request: KafkaRequest,
  found: FoundTopic[],
) {
  const partitions = partitionsOf(found.map(({ layout }) => layout));
  const committed = await committedOffsets(coordinator, request.groupId, partitions);
  const { offsets, led, changed } = await settledOffsets(cluster, request, found);
  const unread = await firstUnread(cluster, unreadPartitions(led, committed, offsets), request.nowMs);
  return { committed, offsets, unread, changed };
}

interface SettledOffsets {
  offsets: PartitionTable<PartitionOffsets>;
  led: LedPartition[];
  /** Topics that changed during the observation, because they were deleted, hidden or recreated. */
  changed: Map<string, TopicLayout>;
}

/** Reads the offsets of all partitions. If a leader has moved, its partitions are read once more with fresh metadata. */
async function settledOffsets(
  cluster: KafkaCluster,
  request: KafkaRequest,
  found: FoundTopic[],
): Promise<SettledOffsets> {
  const partitions = partitionsOf(found.map(({ layout }) => layout));
  const offsets = await listOffsets(cluster, partitions, request);
  const moved = partitions.filter((key) => {
    const entry = offsets.get(key);
    const fault = entry && firstFault(entry);
    return fault !== undefined && mayHaveMoved(fault);
  });
  if (moved.length === 0) return { offsets, led: ledPartitions(partitions), changed: new Map() };
  await pause(ELECTION_PAUSE_MS);
  const fresh = await freshLayouts(cluster, [...new Set(moved.map(({ topic }) => topic))]);
  const before = new Map(found.map(({ layout }) => [layout.topic, layout]));
  const changed = new Map(
    fresh.flatMap((layout): [string, TopicLayout][] => {
      const now = changedLayout(before.get(layout.topic), layout);
      return now ? [[layout.topic, now]] : [];
    }),
  );
  // Only partitions from the first metadata, because only their commits have been read.
  const isMoved = new PartitionTable<true>();
  for (const key of moved) isMoved.set(key, true);
  const again = partitionsOf(fresh.filter(({ topic }) => !changed.has(topic))).filter((key) =>
    isMoved.get(key),
  );
  const secondLook = await listOffsets(cluster, again, request);
  for (const key of again) {
    const entry = secondLook.get(key);
    if (entry) offsets.set(key, entry);
  }
  const settled = partitions.filter((key) => !isMoved.get(key));
  return { offsets, led: ledPartitions([...settled, ...again]), changed };
}

/** If this fails, the first faults stay. */
async function freshLayouts(cluster: KafkaCluster, topics: string[]): Promise<TopicLayout[]> {
  try {
    return await readLayouts(cluster, topics);
  } catch (error) {
    if (error instanceof SpillwayError) return [];
    throw error;
  }
}

/** Offsets of a recreated topic must not be compared with commits of the old one. */
function changedLayout(before: TopicLayout | undefined, now: TopicLayout): TopicLayout | undefined {
  if (now.kind !== 'present') return now;
  const sameTopic = before?.kind === 'present' && before.topicId === now.topicId;
  if (sameTopic) return undefined;
  const fault = {
    code: 'TOPIC_CREATED_AGAIN',
    message: 'the topic was deleted and created again during the observation',
  };
  return { kind: 'unknown', topic: now.topic, fault };
}

function partitionsOf(layouts: readonly TopicLayout[]): PartitionLayout[] {
  return layouts.flatMap((layout) => (layout.kind === 'present' ? layout.partitions : []));
}
