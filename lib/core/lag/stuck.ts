import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import { type LagReport, partitionIn, type TopicLag } from './lag';
import { ownersOf } from './owners';
import { kindOf } from './partition-lag';

/** So many partitions at most are watched: the state is a small parameter. */
export const MAX_STUCK_WATCHED = 16;

/** Partitions by `topic/partition` that are behind and have stood at `committed` since `sinceMs`. */
export type StuckWatch = Readonly<Record<string, { committed: bigint; sinceMs: number }>>;

/** A partition that does not advance while it is behind. `owner` is who reads it, as `clientId at host`. */
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
 * What to remember of partitions that stand still. One comes in when it was behind at the previous report and has
 * not advanced since, those that are furthest behind first; it stays while it is behind with the same commit, also
 * while it cannot be read. Nobody reads a group that is Empty or Dead, so nothing is stuck in it.
 *
 * @param previous the report of the tick before, from the same process; without one nothing new comes in
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
      const standing = standingAt(each);
      if (!standing) continue;
      if (known && (standing.at === 'unknown' || standing.at === known.entry.committed)) {
        kept.push(known);
      } else if (stoodAt !== undefined && stoodAt === standing.at) {
        const entry = { committed: stoodAt, sinceMs: previous?.atMs ?? nowMs };
        keepFurthest(fresh, { topic: topic.topic, partition, lag: standing.lag, entry });
      }
    }
  }
  const entries = [...kept, ...fresh]
    .slice(0, MAX_STUCK_WATCHED)
    // A clock that jumped back leaves times in the future: they begin anew.
    .map(({ topic, partition, entry: { committed, sinceMs } }) => [
      `${topic}/${partition}`,
      { committed, sinceMs: Math.min(sinceMs, nowMs) },
    ]);
  return Object.fromEntries(entries);
}

/** The watched partitions that have stood still for `afterMs` or longer, and who owns them. */
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

/** Where a partition stands that should advance, and by how much; `undefined` where there is nothing to advance to. */
function standingAt(partition: PartitionSnapshot): { at: bigint | 'unknown'; lag: bigint } | undefined {
  const standing = kindOf(partition);
  if (standing === 'unknown') return { at: 'unknown', lag: 0n };
  if (standing !== 'behind' && standing !== 'truncated') return undefined;
  const { committed, logEnd, firstUnread } = partition;
  if (firstUnread?.kind === 'none' || typeof committed !== 'bigint' || typeof logEnd !== 'bigint')
    return undefined;
  return { at: committed, lag: logEnd - committed };
}

function committedBehind(topic: TopicLag | undefined, partition: number): bigint | undefined {
  const lag = topic && partitionIn(topic, partition);
  return lag?.kind === 'behind' || lag?.kind === 'truncated' ? lag.committed : undefined;
}

/** Takes a candidate up in its place, and lets go of the last when there are more than can be watched. */
function keepFurthest(sorted: Candidate[], candidate: Candidate): void {
  const last = sorted[MAX_STUCK_WATCHED - 1];
  if (last && !isFurther(candidate, last)) return;
  const place = sorted.findIndex((each) => isFurther(candidate, each));
  if (place >= 0) sorted.splice(place, 0, candidate);
  else sorted.push(candidate);
  sorted.length = Math.min(sorted.length, MAX_STUCK_WATCHED);
}

/** The further behind; of equals the first by name, so that the order of partitions does not matter. */
function isFurther(one: Candidate, other: Candidate): boolean {
  if (one.lag !== other.lag) return one.lag > other.lag;
  if (one.topic !== other.topic) return one.topic < other.topic;
  return one.partition < other.partition;
}

function placeOf(key: string): { topic: string; partition: number } {
  const slash = key.lastIndexOf('/');
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) };
}
