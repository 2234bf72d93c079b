import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaRequest } from '../../controller/ports';
import type { GroupSnapshot, KafkaSnapshot } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { halfRetentionAgo, tooManyToRead } from './choose-unread';
import { readCommits } from './committed-offsets';
import type { GroupCoordinator } from './coordinator';
import { describeGroup } from './describe-group';
import { mayHaveMoved } from './faults';
import { type FoundTopic, findTopics, readLayouts } from './find-topics';
import { firstUnread } from './first-unread';
import { logSizes } from './log-sizes';
import type { KafkaMemory } from './memory';
import { checkBounds, firstFault, type LookOffsets, lookOffsets } from './offsets-of-look';
import { PartitionList } from './partition-list';
import { type Configs, readConfigs } from './read-configs';
import { readOffsets } from './read-offsets';
import type { TopicLayout } from './topic-layout';
import { topicSnapshot } from './topic-snapshot';
import { Unread } from './unread';
import type { KafkaCluster } from './wire';

/** The wait before metadata is read again: a leader election takes tens of milliseconds. */
const ELECTION_PAUSE_MS = 200;

/**
 * Observes the group and its topics. Commits are read first and log ends second, so a log end is never older than the
 * commit, and lag is never negative.
 *
 * Requests on one broker, for any number of partitions; those in one line are sent at the same time:
 *
 * 1. Metadata, FindCoordinator
 * 2. DescribeGroups, OffsetFetch; DescribeConfigs every five minutes (ListGroups after them if the group is Dead)
 * 3. 2 ListOffsets for the bounds of the logs, plus one for a target time and one for `heldSinceMs`
 * 4. only where something may be unread: 2 or 3 ListOffsets by time (one more for more than 256 such partitions that were
 *    not read before), and DescribeLogDirs if there is a retention.bytes
 * 5. Fetch, for the first unread records of 256 partitions
 *
 * Each further leader gets its own ListOffsets, DescribeLogDirs and Fetch, at the same time as the others.
 *
 * @throws SpillwayError `TOPIC_PATTERN_INVALID`, and as `KafkaAdmin.observe`
 */
export async function observe(
  cluster: KafkaCluster,
  coordinator: GroupCoordinator,
  request: KafkaRequest,
  memory: KafkaMemory = {},
): Promise<KafkaSnapshot> {
  const { groupId, nowMs, drainLimitMs, aheadMs, rateSinceMs } = request;
  const describing = awaitedLater(describeGroup(coordinator, groupId));
  const found = await findTopics(cluster, request.topics);
  const list = new PartitionList(found.map(({ layout }) => layout));
  connectLeaders(cluster, list);
  const committing = readCommits(coordinator, groupId, list);
  const configuring = awaitedLater(readConfigs(cluster, list.topics, anyLeader(list), memory, nowMs));
  const offsets = lookOffsets(list.size, await committing, request);
  const changed = await readBounds(cluster, list, offsets, found);
  const unread = new Unread(offsets, list.size);
  const configs = await configuring;
  const { retention } = configs;
  const look = { list, offsets, unread, retention };
  const halfRetention = (index: number) =>
    BigInt(halfRetentionAgo(retention.get(list.topicOf(index).topic), nowMs) ?? nowMs);
  const [sizes] = await Promise.all([
    logSizes(cluster, list, limitedBySize(list, unread, configs)),
    readOffsets(cluster, list, whereTimesMatter(list, offsets, unread, request), offsets.whereBehind),
    readOffsets(cluster, list, tooManyToRead(look, memory), [
      { at: halfRetention, column: offsets.atHalfRetention },
    ]),
  ]);
  const first = await firstUnread(cluster, look, memory, { nowMs, drainLimitMs });
  const looked = { list, offsets, unread: first, sizes, retention };
  return {
    takenAtMs: nowMs,
    drainLimitMs,
    aheadMs,
    rateSinceMs,
    group: withTopicRights(await describing, found),
    offsetsRetentionMs: configs.offsetsRetentionMs,
    topics: found.map(({ signal, layout }) =>
      topicSnapshot({ signal, layout: changed.get(layout.topic) ?? layout }, looked),
    ),
  };
}

/** A failure is thrown where the result is awaited, even if something else fails before that. */
function awaitedLater<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}

/** Connects while the commits are read. A failure is reported by the request that needs the connection. */
function connectLeaders(cluster: KafkaCluster, list: PartitionList): void {
  for (const leader of new Set(list.leaders)) {
    if (typeof leader === 'number') awaitedLater(cluster.node(leader));
  }
}

function anyLeader({ leaders }: PartitionList): number | undefined {
  return leaders.find((leader): leader is number => typeof leader === 'number');
}

/** Kafka accepts a commit only with READ permission on both the group and the topic. */
function withTopicRights(group: GroupSnapshot, found: readonly FoundTopic[]): GroupSnapshot {
  const forbidden = found.some(({ layout }) => layout.kind === 'present' && layout.mayRead === false);
  return forbidden && group.mayCommit !== undefined ? { ...group, mayCommit: false } : group;
}

/** The sizes of logs matter only where retention.bytes may delete what is unread. */
function limitedBySize(list: PartitionList, unread: Unread, { retention }: Configs): number[] {
  return list.topics
    .filter(({ topic }) => typeof retention.get(topic)?.bytes === 'number')
    .flatMap(({ first, count }) => Array.from({ length: count }, (_, partition) => first + partition))
    .filter((index) => !unread.isCaughtUp(index));
}

/** Where nothing is unread, offsets by time change nothing, unless the rates of all partitions are wanted. */
function whereTimesMatter(
  list: PartitionList,
  { start, end }: LookOffsets,
  unread: Unread,
  { timesOf }: KafkaRequest,
): number[] {
  return list.all.filter((index) => {
    if (start.faultAt(index) || end.faultAt(index)) return false;
    return timesOf === 'all' || !unread.isCaughtUp(index);
  });
}

/**
 * Reads the bounds of all logs, and the times at which commits may go back. If a leader has moved, its partitions are
 * read once more with fresh metadata.
 *
 * @returns topics that changed during the observation, because they were deleted, hidden or recreated
 */
async function readBounds(
  cluster: KafkaCluster,
  list: PartitionList,
  offsets: LookOffsets,
  found: readonly FoundTopic[],
): Promise<Map<string, TopicLayout>> {
  const changed = new Map<string, TopicLayout>();
  await readOffsets(cluster, list, list.all, offsets.everywhere);
  const moved = list.all.filter((index) => {
    const fault = firstFault(offsets, index);
    return fault !== undefined && mayHaveMoved(fault);
  });
  if (moved.length > 0) {
    await pause(ELECTION_PAUSE_MS);
    const before = new Map(found.map(({ layout }) => [layout.topic, layout]));
    const topics = [...new Set(moved.map((index) => list.topicOf(index).topic))];
    const fresh = new Map((await freshLayouts(cluster, topics)).map((layout) => [layout.topic, layout]));
    for (const [topic, layout] of fresh) {
      const now = changedLayout(before.get(topic), layout);
      if (now) changed.set(topic, now);
    }
    const again = moved.filter((index) => {
      const { topic, first } = list.topicOf(index);
      const layout = fresh.get(topic);
      const leader = layout?.kind === 'present' ? layout.leaders[index - first] : undefined;
      if (leader === undefined || changed.has(topic)) return false;
      list.leaders[index] = leader;
      return true;
    });
    await readOffsets(cluster, list, again, offsets.everywhere);
  }
  checkBounds(offsets, list.all);
  return changed;
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
