import type { FirstUnread } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { agesByOffsets } from './age-by-offsets';
import { answerTable } from './answer-table';
import { isFault, KAFKA, LEFT_OUT } from './faults';
import { isWide, middle, narrowTimes, type TimeRange } from './narrow-times';
import { PartitionTable } from './partition-table';
import { firstRecord } from './record-batch';
import type { LedPartition } from './topic-layout';
import type { KafkaCluster, KafkaNode, KafkaRequests } from './wire';

export interface UnreadPartition extends LedPartition {
  /** The first unread offset. */
  from: bigint;
  /** The log end, which lies after `from`. */
  end: bigint;
  /** `unknown` if records may be out of order, because offsets by time then prove nothing. */
  times: 'in-order' | 'unknown';
}

/** Permission to read the topic is missing. Permission to describe it does not include this one. */
const NOT_ALLOWED = 'TOPIC_AUTHORIZATION_FAILED';

/** The limits of one response per leader, in bytes and milliseconds. */
const ANSWER_BYTES = 8 * 1024 * 1024;
const LEAST_PARTITION_BYTES = 16 * 1024;

/**
 * The limits per partition for the successive fetches. A broker returns nothing of a batch that does not fit. The first
 * limit fits most batches without fetching much more than needed. The second fits Kafka's default `message.max.bytes`
 * plus the 12 bytes around it.
 */
const PARTITION_BYTES = [64 * 1024, 1024 * 1024 + 64, 1024 * 1024 + 64];

/**
 * Reads the first unread record of each partition, with one Fetch from each leader, all at the same time. Partitions
 * with large batches, or with a long stretch without records, need up to two more. Timestamps are exact, except within a
 * compressed batch, where they are accurate to a second.
 *
 * Each response is limited to 8 MiB per leader, and the partitions with the most unread offsets come first. `unknown`
 * remains for those that did not fit, and for batches larger than 1 MiB (except in the first partition). Without
 * permission to read the topic, the age is bounded by offsets if possible (`age-by-offsets.ts`).
 */
export async function firstUnread(
  cluster: KafkaCluster,
  unread: readonly UnreadPartition[],
  nowMs: number,
): Promise<PartitionTable<FirstUnread>> {
  const table = new PartitionTable<FirstUnread>();
  for (const key of unread) table.set(key, { kind: 'unknown' });
  const leaders = [...new Set(unread.map(({ leader }) => leader))];
  await Promise.all(
    leaders.map(async (leader) => {
      const own = unread.filter((key) => key.leader === leader).sort(byOffsetsLeft);
      try {
        await askLeader(await cluster.node(leader), own, nowMs, table);
      } catch (error) {
        // Keep what was found so far.
        if (!(error instanceof SpillwayError)) throw error;
      }
    }),
  );
  return table;
}

async function askLeader(
  node: KafkaNode,
  unread: UnreadPartition[],
  nowMs: number,
  table: PartitionTable<FirstUnread>,
): Promise<void> {
  let open = unread;
  const ranges: TimeRange[] = [];
  const refused: UnreadPartition[] = [];
  for (const partitionBytes of PARTITION_BYTES) {
    if (open.length === 0) break;
    const answer = await node.send('Fetch', fetchRequest(open, partitionBytes));
    if (answer.errorCode !== KAFKA.NONE) break;
    const answers = answerTable(answer.responses, ({ records }) => records);
    open = open.flatMap((key) => {
      const records = answers.get(key) ?? LEFT_OUT;
      if (isFault(records) && records.code === NOT_ALLOWED) refused.push(key);
      const found = isFault(records) ? ({ kind: 'unreadable' } as const) : firstRecord(records, key.from);
      if (found.kind === 'unreadable') return [];
      if (found.kind === 'none' && found.nextOffset < key.end) return [{ ...key, from: found.nextOffset }];
      table.set(key, found.kind === 'none' ? { kind: 'none' } : record(found));
      if (found.kind === 'between') ranges.push({ ...key, ...found });
      return [];
    });
  }
  for (const range of await narrowTimes(node, ranges.filter(isWide))) {
    table.set(range, record({ offset: range.offset, timestampMs: middle(range) }));
  }
  const sought = refused.filter(({ times }) => times === 'in-order');
  for (const { ageMs, from, ...key } of await agesByOffsets(node, sought, nowMs)) {
    table.set(key, record({ offset: from, timestampMs: nowMs - ageMs }));
  }
}

function record({ offset, timestampMs }: { offset: bigint; timestampMs: number }): FirstUnread {
  return { kind: 'record', offset, timestampMs };
}

function fetchRequest(
  open: readonly UnreadPartition[],
  partitionBytes: number,
): KafkaRequests['Fetch']['request'] {
  const share = Math.max(LEAST_PARTITION_BYTES, Math.floor(ANSWER_BYTES / open.length));
  const maxBytes = Math.min(partitionBytes, share);
  return {
    maxBytes: ANSWER_BYTES,
    // One entry per partition, because grouping by topic would lose the order.
    topics: open.map(({ topic, partition, from }) => ({
      topic,
      partitions: [{ partition, fetchOffset: from, maxBytes }],
    })),
  };
}

function byOffsetsLeft(a: UnreadPartition, b: UnreadPartition): number {
  const difference = b.end - b.from - (a.end - a.from);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
