import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaQuestion } from '../controller/ports';
import type { Fault, KafkaSnapshot, PartitionSnapshot, TopicSnapshot } from '../lag/snapshot';
import { committedOffsets } from './committed-offsets';
import type { AskCoordinator } from './coordinator';
import { describeGroup } from './describe-group';
import { isFault, LEFT_OUT, mayHaveMoved } from './faults';
import { firstFault, listOffsets, type PartitionOffsets } from './list-offsets';
import { PartitionTable } from './partition-table';
import { type PartitionLayout, type TopicLayout, topicLayouts } from './topic-layout';
import { topicRetention } from './topic-retention';
import type { KafkaCluster } from './wire';

/** Before leaders are asked for again: an election is a matter of tens of milliseconds. */
const ELECTION_PAUSE_MS = 200;

/**
 * One look at the group and its topics. In order: metadata, group, commits, then log ends and the other
 * positions: the end is never older than the commit, so lag cannot turn negative by the order.
 *
 * On one broker: Metadata, FindCoordinator, DescribeGroups, DescribeConfigs, OffsetFetch and 4 ListOffsets,
 * however many partitions; 4 more for each further leader; one ListGroups when the group is Dead.
 */
export async function observe(
  cluster: KafkaCluster,
  coordinator: AskCoordinator,
  question: KafkaQuestion,
): Promise<KafkaSnapshot> {
  const { groupId, topics, nowMs, drainLimitMs, aheadMs } = question;
  const [layouts, retention, group] = await Promise.all([
    readLayouts(cluster, topics),
    topicRetention(cluster, topics),
    describeGroup(coordinator, groupId),
  ]);
  const partitions = layouts.flatMap((layout) => (layout.kind === 'present' ? layout.partitions : []));
  const committed = await committedOffsets(coordinator, groupId, partitions);
  const offsets = await settledOffsets(cluster, question, partitions);
  return {
    ...{ takenAtMs: nowMs, drainLimitMs, aheadMs, group },
    topics: layouts.map((layout): TopicSnapshot => {
      if (layout.kind !== 'present') return layout;
      return {
        kind: 'present',
        topic: layout.topic,
        partitions: layout.partitions.map((key) =>
          partitionSnapshot(key, committed.get(key) ?? LEFT_OUT, offsets.get(key)),
        ),
        retentionMs: retention.get(layout.topic) ?? 'unknown',
      };
    }),
  };
}

async function readLayouts(cluster: KafkaCluster, topics: string[]): Promise<TopicLayout[]> {
  // To Kafka, no topics means all topics.
  if (topics.length === 0) return [];
  const seed = await cluster.seed();
  const answer = await seed.ask('Metadata', { topics, allowAutoTopicCreation: false });
  cluster.learn(answer.brokers);
  return topicLayouts(topics, answer);
}

/** Offsets of all partitions; those whose leader had moved are asked once more, with fresh metadata. */
async function settledOffsets(
  cluster: KafkaCluster,
  question: KafkaQuestion,
  partitions: PartitionLayout[],
): Promise<PartitionTable<PartitionOffsets>> {
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
  if (topics.size === 0) return offsets;
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
  return offsets;
}

const NO_OFFSETS = { end: LEFT_OUT, start: LEFT_OUT, atDrainLimit: LEFT_OUT, ahead: LEFT_OUT };

function partitionSnapshot(
  { topic, partition }: PartitionLayout,
  committed: bigint | 'none' | Fault,
  offsets: PartitionOffsets | undefined,
): PartitionSnapshot {
  const { end, start, atDrainLimit, ahead } = offsets ?? NO_OFFSETS;
  const fault = [committed, end, start, atDrainLimit, ahead].find(isFault);
  return {
    topic,
    partition,
    committed: known(committed),
    logStart: known(start),
    logEnd: known(end),
    offsetAtDrainLimit: known(atDrainLimit),
    offsetAhead: known(ahead),
    ...(fault ? { fault } : {}),
  };
}

function known<T extends bigint | string>(value: T | Fault): T | 'unknown' {
  return isFault(value) ? 'unknown' : value;
}
