import { type LagReport, partitionIn, type TopicLag } from './lag';
import { ownersOf } from './owners';
import { partitionLag } from './partition-lag';
import type { KafkaSnapshot, PartitionSnapshot } from './snapshot';

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

interface Standing {
  key: string;
  lag: bigint;
  entry: { committed: bigint; sinceMs: number };
}

/**
 * What to remember of partitions that stand still. One comes in when it was behind at the previous report and has
 * not advanced since; it stays while it is behind with the same commit, also while it cannot be read. Nobody reads a
 * group that is Empty or Dead, so nothing is stuck in it.
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
  const kept: Record<string, { committed: bigint; sinceMs: number }> = {};
  const fresh: Standing[] = [];
  const earlier = new Map(previous?.topics.map((topic) => [topic.topic, topic]));
  for (const topic of snapshot.topics) {
    if (topic.kind === 'missing') continue;
    if (topic.kind === 'unknown') {
      for (const [key, entry] of Object.entries(before))
        if (key.slice(0, key.lastIndexOf('/')) === topic.topic) kept[key] = clamped(entry, nowMs);
      continue;
    }
    const topicBefore = earlier.get(topic.topic);
    for (const partition of topic.partitions) {
      const key = `${partition.topic}/${partition.partition}`;
      const entry = before[key];
      const standing = standingAt(partition);
      if (entry && (standing === 'unknown' || standing?.committed === entry.committed)) {
        kept[key] = clamped(entry, nowMs);
      } else if (
        previous &&
        standing !== undefined &&
        standing !== 'unknown' &&
        committedBehind(topicBefore, partition.partition) === standing.committed
      ) {
        const { committed, lag } = standing;
        fresh.push({ key, lag, entry: clamped({ committed, sinceMs: previous.atMs }, nowMs) });
      }
    }
  }
  fresh.sort((one, other) => compare(other.lag, one.lag) || compare(one.key, other.key));
  const entries = [...Object.entries(kept), ...fresh.map(({ key, entry }) => [key, entry] as const)];
  return Object.fromEntries(entries.slice(0, MAX_STUCK_WATCHED));
}

/** The watched partitions that have stood still for `afterMs` or longer, and who owns them. */
export function stuckPartitions(
  watch: StuckWatch,
  snapshot: KafkaSnapshot,
  afterMs: number,
): StuckPartition[] {
  const ownerOf = ownersOf(snapshot.group);
  return Object.entries(watch).flatMap(([key, { committed, sinceMs }]) => {
    const forMs = Math.max(0, snapshot.takenAtMs - sinceMs);
    if (forMs < afterMs) return [];
    const slash = key.lastIndexOf('/');
    const topic = key.slice(0, slash);
    const partition = Number(key.slice(slash + 1));
    return [{ topic, partition, committed, owner: ownerOf(topic, partition), forMs }];
  });
}

/** Commit and lag of a partition that is behind its log, or `undefined` when there is nothing it should advance to. */
function standingAt(
  partition: PartitionSnapshot,
): { committed: bigint; lag: bigint } | 'unknown' | undefined {
  const lag = partitionLag(partition, 'earliest');
  if (lag.kind === 'unknown') return 'unknown';
  if (lag.kind !== 'behind' && lag.kind !== 'truncated') return undefined;
  if (partition.firstUnread?.kind === 'none') return undefined;
  return { committed: lag.committed, lag: lag.logEnd - lag.committed };
}

function committedBehind(topic: TopicLag | undefined, partition: number): bigint | undefined {
  const lag = topic && partitionIn(topic, partition);
  return lag?.kind === 'behind' || lag?.kind === 'truncated' ? lag.committed : undefined;
}

/** A clock that jumped back leaves times in the future: they begin anew. */
function clamped<T extends { sinceMs: number }>(entry: T, nowMs: number): T {
  return entry.sinceMs > nowMs ? { ...entry, sinceMs: nowMs } : entry;
}

function compare<T extends bigint | string>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
