import type { FirstUnread } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { agesByOffsets } from './age-by-offsets';
import {
  chooseUnread,
  knownUnread,
  type LookTimes,
  rememberedOf,
  type UnreadLook,
  type UnreadPartition,
} from './choose-unread';
import { KAFKA } from './faults';
import type { KafkaMemory, RememberedTopic } from './memory';
import { isWide, middle, narrowTimes, type TimeRange } from './narrow-times';
import type { ListedTopic } from './partition-list';
import { PartitionTable } from './partition-table';
import { firstRecord } from './record-batch';
import type { KafkaCluster, KafkaNode, KafkaRequests } from './wire';

/** Permission to read the topic is missing. Permission to describe it does not include this one. */
const NOT_ALLOWED = 29;

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
 * What is known of the first unread record of each partition, by its number in the list. It is read for the partitions
 * that `chooseUnread` chooses, and remembered for the looks that follow.
 */
export async function firstUnread(
  cluster: KafkaCluster,
  look: UnreadLook,
  memory: KafkaMemory,
  times: LookTimes,
): Promise<readonly (FirstUnread | undefined)[]> {
  const { list } = look;
  const known = knownUnread(look, memory, times);
  const chosen = chooseUnread(look, known, memory, times);
  const read = await readFirst(cluster, chosen, times.nowMs);
  const remembered = new Map(list.topics.map((listed) => [listed.topic, rememberedOf(memory, listed)]));
  for (const { index, from, end } of chosen) {
    const listed = list.topicOf(index);
    const found = read.get(list.key(index)) ?? { kind: 'unknown' };
    if (found.kind === 'unknown') continue;
    known[index] = found;
    const ofTopic = remembered.get(listed.topic) ?? nothingRemembered(listed);
    remembered.set(listed.topic, ofTopic);
    const partition = index - listed.first;
    ofTopic.from[partition] = from;
    ofTopic.end[partition] = end;
    ofTopic.readAtMs[partition] = times.nowMs;
    ofTopic.found[partition] = found;
  }
  memory.unread = new Map(
    [...remembered].flatMap(([topic, ofTopic]): [string, RememberedTopic][] =>
      ofTopic ? [[topic, ofTopic]] : [],
    ),
  );
  return known;
}

function nothingRemembered({ topicId, count }: ListedTopic): RememberedTopic {
  return {
    topicId,
    from: new BigInt64Array(count),
    end: new BigInt64Array(count),
    readAtMs: new Float64Array(count),
    found: new Array(count).fill(undefined),
  };
}

/**
 * Reads the first unread record of these partitions, with one Fetch from each leader, all at the same time. Partitions
 * with large batches, or with a long stretch without records, need up to two more. Timestamps are exact, except within a
 * compressed batch, where they are accurate to a second.
 *
 * Each response is limited to 8 MiB per leader, and the partitions with the most unread offsets come first. Those that
 * did not fit are left out, and so are batches larger than 1 MiB (except in the first partition). Without permission to
 * read the topic, the age is bounded by offsets if possible (`age-by-offsets.ts`).
 */
export async function readFirst(
  cluster: KafkaCluster,
  unread: readonly UnreadPartition[],
  nowMs: number,
): Promise<PartitionTable<FirstUnread>> {
  const table = new PartitionTable<FirstUnread>();
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
    const answers = recordsIn(answer);
    open = open.flatMap((key) => {
      const said = answers.get(key);
      if (said === NOT_ALLOWED) refused.push(key);
      const found = Buffer.isBuffer(said) ? firstRecord(said, key.from) : UNREADABLE;
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

const UNREADABLE = { kind: 'unreadable' } as const;

/** Records, or an error code. A partition that is listed twice is unreadable. */
function recordsIn({ responses }: KafkaRequests['Fetch']['response']): PartitionTable<Buffer | number> {
  const table = new PartitionTable<Buffer | number>();
  for (const { topic, partitions } of responses) {
    for (const { partition, errorCode, records } of partitions) {
      const key = { topic, partition };
      const isTwice = table.get(key) !== undefined;
      table.set(key, isTwice || errorCode !== KAFKA.NONE ? errorCode : records);
    }
  }
  return table;
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
    topics: open.map(({ topic, partition }) => ({ topic, partitions: [partition] })),
    fetchOffsets: BigInt64Array.from(open, ({ from }) => from),
    partitionMaxBytes: maxBytes,
  };
}

function byOffsetsLeft(a: UnreadPartition, b: UnreadPartition): number {
  const difference = b.end - b.from - (a.end - a.from);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
