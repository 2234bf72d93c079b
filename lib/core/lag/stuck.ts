import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import { type LagReport, partitionIn, type TopicLag } from './lag';
import { ownersOf } from './owners';
import { partitionLag } from './partition-lag';

/** How many partitions are watched at most, because the state is a small parameter. */
export const MAX_STUCK_WATCHED = 16;

/** Partitions, by `topic/partition`, that are behind and have had the same commit since `sinceMs`. */
export type StuckWatch = Readonly<Record<string, { committed: bigint; sinceMs: number }>>;

/** A partition that is behind and does not advance. `owner` is `clientId at host`. */
export interface StuckPartition {
  topic: string;
  partition: number;
  committed: bigint;
  owner: string | undefined;
  forMs: number;
}

interface Candidate {
  topic: string;
  partition: number;
  lag: bigint;
  entry: StuckWatch[string];
}

/**
 * Updates the watch. A partition is added if it was behind at the previous report and has not advanced since; if there
 * are too many, those with the largest lag win. It stays as long as it is behind with the same commit, and while it
 * cannot be read. The watch is empty while the group is Empty or Dead, because nobody reads then.
 *
 * @param previous the previous report from the same process; without one nothing is added
 */
export function watchStuck(
  before: StuckWatch,
  previous: LagReport | undefined,
  snapshot: KafkaSnapshot,
): StuckWatch {
  const { takenAtMs: nowMs, group } = snapshot;
  if (group.state === 'Empty' || group.state === 'Dead') return {};
  const watched = Object.entries(before).map(([key, entry]) => ({ ...placeOf(key), entry }));
  const kept: Omit<Candidate, 'lag'>[] = [];
  const fresh: Candidate[] = [];
  const earlier = new Map(previous?.topics.map((topic) => [topic.topic, topic]));
  for (const topic of snapshot.topics) {
    const ofTopic = watched.filter((each) => each.topic === topic.topic);
    if (topic.kind === 'unknown') kept.push(...ofTopic);
    if (topic.kind !== 'present') continue;
    const topicBefore = earlier.get(topic.topic);
    for (const each of topic.partitions) {
      const { partition } = each;
      const known = ofTopic.find((one) => one.partition === partition);
      const stoodAt = committedBehind(topicBefore, partition);
      if (!known && each.committed !== stoodAt) continue;
      const position = positionOf(each);
      if (!position) continue;
      if (known && (position.at === 'unknown' || position.at === known.entry.committed)) {
        kept.push(known);
      } else if (stoodAt !== undefined && stoodAt === position.at) {
        const entry = { committed: stoodAt, sinceMs: previous?.atMs ?? nowMs };
        insertByLag(fresh, { topic: topic.topic, partition, lag: position.lag, entry });
      }
    }
  }
  const entries = [...kept, ...fresh]
    .slice(0, MAX_STUCK_WATCHED)
    // If the clock was set back, times that are now in the future count as now.
    .map(({ topic, partition, entry: { committed, sinceMs } }) => [
      `${topic}/${partition}`,
      { committed, sinceMs: Math.min(sinceMs, nowMs) },
    ]);
  return Object.fromEntries(entries);
}

/** The watched partitions that have not advanced for `afterMs`, with their owners. */
export function stuckPartitions(
  watch: StuckWatch,
  snapshot: KafkaSnapshot,
  afterMs: number,
): StuckPartition[] {
  const lasting = Object.entries(watch)
    .map(([key, { committed, sinceMs }]) => ({
      ...placeOf(key),
      committed,
      forMs: Math.max(0, snapshot.takenAtMs - sinceMs),
    }))
    .filter(({ forMs }) => forMs >= afterMs);
  if (lasting.length === 0) return [];
  const ownerOf = ownersOf(snapshot.group);
  return lasting.map((each) => ({ ...each, owner: ownerOf(each.topic, each.partition) }));
}

/** The commit and lag of a partition that should advance; `undefined` if there is nothing to read. */
function positionOf(partition: PartitionSnapshot): { at: bigint | 'unknown'; lag: bigint } | undefined {
  const { kind } = partitionLag(partition, 'earliest');
  if (kind === 'unknown') return { at: 'unknown', lag: 0n };
  if (kind !== 'behind' && kind !== 'truncated') return undefined;
  const { committed, logEnd, firstUnread } = partition;
  if (firstUnread?.kind === 'none' || typeof committed !== 'bigint' || typeof logEnd !== 'bigint')
    return undefined;
  return { at: committed, lag: logEnd - committed };
}

function committedBehind(topic: TopicLag | undefined, partition: number): bigint | undefined {
  const lag = topic && partitionIn(topic, partition);
  return lag?.kind === 'behind' || lag?.kind === 'truncated' ? lag.committed : undefined;
}

/** Inserts a candidate in the order of lag, and drops the last one if there are too many. */
function insertByLag(sorted: Candidate[], candidate: Candidate): void {
  const last = sorted[MAX_STUCK_WATCHED - 1];
  if (last && !isFurther(candidate, last)) return;
  const place = sorted.findIndex((each) => isFurther(candidate, each));
  if (place >= 0) sorted.splice(place, 0, candidate);
  else sorted.push(candidate);
  sorted.length = Math.min(sorted.length, MAX_STUCK_WATCHED);
}

/** Compares by lag, largest first, then by name, so the order of partitions does not matter. */
function isFurther(one: Candidate, other: Candidate): boolean {
  if (one.lag !== other.lag) return one.lag > other.lag;
  if (one.topic !== other.topic) return one.topic < other.topic;
  return one.partition < other.partition;
}

function placeOf(key: string): { topic: string; partition: number } {
  const slash = key.lastIndexOf('/');
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) };
}
