import { createHash } from 'node:crypto';
import { inScope, type Owed } from '../facts/coverage';
import { partitionKey } from '../facts/survey';
import type { PartitionSnapshot } from '../snapshot/kafka';
import type { PlannedCommit } from '../vocabulary/action';
import type { OffsetTarget, Scope } from '../vocabulary/command';
import type { Recreate } from './recreate';

export interface CommitPlan {
  offsets: PlannedCommit[];
  /** The sum of the distances between current and planned commits, not counting data that tasks hold. */
  distance: bigint;
  /**
   * How many partitions have their commit moved, not counting those that are only seeded or set back for data that tasks
   * hold.
   */
  moved: number;
  /** Fingerprint of the commits of all partitions after this plan. */
  outcome: string;
}

/** The input of a plan. */
export type CommitSource = Pick<Recreate, 'purpose' | 'move' | 'held' | 'planned'> & {
  owed: readonly Owed[];
  partitions: readonly PartitionSnapshot[];
};

/** The commits that must be made before the tasks start; `undefined` if none are due. */
export function duePlan(source: CommitSource): CommitPlan | undefined {
  const { partitions, planned } = source;
  // The log end advances during a skip, so a comparison with a new plan would never match. Commits that match the last
  // plan are done.
  if (planned !== undefined && planned === fingerprint(partitions, ({ committed }) => committed))
    return undefined;
  const owed = new Map(source.owed.map((each) => [partitionKey(each), each.from]));
  const wanted = new Map(partitions.map((each) => [each, wantedOffset(each, source, owed)]));
  const offsets: PlannedCommit[] = [];
  let distance = 0n;
  let movedCount = 0;
  for (const [partition, { offset, moved }] of wanted) {
    if (offset === 'unknown' || offset === partition.committed) continue;
    offsets.push({ topic: partition.topic, partition: partition.partition, offset });
    distance += moved;
    if (moved > 0n) movedCount += 1;
  }
  if (offsets.length === 0) return undefined;
  const outcome = fingerprint(partitions, (each) => {
    const offset = wanted.get(each)?.offset ?? 'unknown';
    return offset === 'unknown' ? each.committed : offset;
  });
  return { offsets, distance, moved: movedCount, outcome };
}

/**
 * The commit that one partition should have: first back for held data, then back for what is owed, then as the command
 * says. A rewind or repair never moves a commit forward, and a skip never moves one back. A partition without a commit
 * gets its log start.
 */
function wantedOffset(
  partition: PartitionSnapshot,
  { purpose, move, held }: CommitSource,
  owed: ReadonlyMap<string, bigint>,
): { offset: bigint | 'unknown'; moved: bigint } {
  const { committed, logStart, logEnd } = partition;
  if (committed === 'unknown' || logStart === 'unknown' || logEnd === 'unknown') {
    return { offset: 'unknown', moved: 0n };
  }
  const key = partitionKey(partition);
  const outside = committed === 'none' || committed < logStart || committed > logEnd;
  const from = outside ? logStart : committed;
  let offset = from;
  const undelivered = held?.get(key);
  if (undelivered !== undefined) offset = earlier(offset, later(undelivered, logStart));
  const since = owed.get(key);
  if (since !== undefined) offset = earlier(offset, later(since, logStart));
  const target = move && inScope(partition, move.scope) ? targetOffset(partition, move.target) : undefined;
  if (target === 'unknown') return { offset: 'unknown', moved: 0n };
  if (target !== undefined) offset = purpose === 'skip' ? later(offset, target) : earlier(offset, target);
  const aim = target ?? (since === undefined ? offset : later(since, logStart));
  // Without a usable commit, everything up to the log end may have been skipped.
  const skipped = purpose === 'repair' && outside;
  const reached = skipped ? logEnd : from;
  const moved = purpose === 'skip' ? later(aim - from, 0n) : later(reached - aim, 0n);
  return { offset, moved: target === undefined && since === undefined && !skipped ? 0n : moved };
}

function earlier(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function fingerprint(
  partitions: readonly PartitionSnapshot[],
  offsetOf: (partition: PartitionSnapshot) => bigint | string,
): string {
  const lines = partitions.map((each) => `${partitionKey(each)}:${offsetOf(each)}`);
  return createHash('sha256').update(lines.join('\n')).digest('base64url').slice(0, 16);
}

/** The offset to which a command moves a commit, always within the log; `unknown` if it cannot be read. */
export function targetOffset(partition: PartitionSnapshot, target: OffsetTarget): bigint | 'unknown' {
  const { logStart, logEnd, offsetAtTarget } = partition;
  if (logStart === 'unknown' || logEnd === 'unknown') return 'unknown';
  switch (target.kind) {
    case 'earliest':
      return logStart;
    case 'latest':
      return logEnd;
    case 'offset':
      return earlier(later(target.offset, logStart), logEnd);
    case 'time':
      if (offsetAtTarget === undefined || offsetAtTarget === 'unknown') return 'unknown';
      return offsetAtTarget === 'none-since' ? logEnd : offsetAtTarget;
  }
}

/** Partitions in scope whose commit or target offset is unknown. */
export function unplannable(
  partitions: readonly PartitionSnapshot[],
  scope: Scope,
  target: OffsetTarget,
): PartitionSnapshot[] {
  return partitions.filter(
    (each) =>
      inScope(each, scope) && (each.committed === 'unknown' || targetOffset(each, target) === 'unknown'),
  );
}

/**
 * The commits to go back to when going back by time: for each partition, the first offset that a task may have held at
 * the stop.
 */
export function heldByTime(partitions: readonly PartitionSnapshot[]): ReadonlyMap<string, bigint> {
  const held = new Map<string, bigint>();
  for (const partition of partitions) {
    const { offsetAtHeld } = partition;
    if (typeof offsetAtHeld === 'bigint') held.set(partitionKey(partition), offsetAtHeld);
  }
  return held;
}
