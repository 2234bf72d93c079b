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
  /** The first offset that is not read. */
  from: bigint;
  /** The log end; beyond `from`. */
  end: bigint;
  /** Where the order is not certain, offsets by time prove nothing. */
  times: 'in-order' | 'unknown';
}

/** Without the right to read the topic, which the right to describe it does not hold. */
const NOT_ALLOWED = 'TOPIC_AUTHORIZATION_FAILED';

/** Of one answer: what a tick can hold and wait for, a leader. */
const ANSWER_BYTES = 8 * 1024 * 1024;
const LEAST_PARTITION_BYTES = 16 * 1024;

/**
 * Limits of a partition, fetch after fetch. A broker gives nothing of a batch that does not fit: the first limit
 * holds most batches without fetching much more, the second those of Kafka's default `message.max.bytes` and the
 * 12 bytes around it.
 */
const PARTITION_BYTES = [64 * 1024, 1024 * 1024 + 64, 1024 * 1024 + 64];

/**
 * The first record that is not read yet, by a Fetch from each leader, all leaders at once. One Fetch normally; two
 * more, of partitions still open, where batches are large or a stretch without records is long. Its time is exact,
 * but in the middle of a compressed batch: there it is right to a second.
 *
 * Each answer is capped at 8 MiB a leader. The partitions with the most offsets left are asked first; `unknown` is
 * left for those that did not fit, and for batches larger than 1 MiB (but the first partition's). Without the right
 * to read the topic, its age is bounded by offsets (`age-by-offsets.ts`), where they can tell.
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
        // What has been found so far is true all the same.
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
    // One entry a partition: grouped by topic, they would lose their order.
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
