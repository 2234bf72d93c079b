import { createHash } from 'node:crypto';
import { needsSeed, partitionKey, partitionsOf } from '../facts/coverage';
import { type Layout, partitionsBeyond } from '../facts/layout';
import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import type { CommitPurpose, PlannedCommit } from '../vocabulary/action';
import type { OffsetTarget, Scope } from '../vocabulary/command';
import type { Recreate } from './recreate-types';

export interface CommitPlan {
  purpose: CommitPurpose;
  offsets: PlannedCommit[];
  /** Offsets between the present commits, or log starts, and the planned ones, added up. */
  distance: bigint;
  /** Stands for the commits of all partitions in question once these are made. */
  outcome: string;
}

/** The commits that this recreate has to make before it may start; `undefined` when none is due. */
export function duePlan(
  operation: Recreate,
  kafka: KafkaSnapshot,
  covered: Layout | undefined,
): CommitPlan | undefined {
  const { purpose, partitions, offsetOf } = wanted(operation, kafka, covered);
  // The end of a log moves on while a skip to it is made: commits that stand as they were planned are done.
  if (operation.planned !== undefined && operation.planned === outcomeOf(partitions, () => 'unknown'))
    return undefined;
  const plan: CommitPlan = { purpose, offsets: [], distance: 0n, outcome: outcomeOf(partitions, offsetOf) };
  for (const each of partitions) {
    const offset = offsetOf(each);
    if (typeof offset !== 'bigint') continue;
    plan.offsets.push({ topic: each.topic, partition: each.partition, offset });
    const from = typeof each.committed === 'bigint' ? each.committed : each.logStart;
    if (typeof from === 'bigint') plan.distance += from > offset ? from - offset : offset - from;
  }
  return plan.offsets.length > 0 ? plan : undefined;
}

interface Wanted {
  purpose: CommitPurpose;
  /** All partitions in question. */
  partitions: readonly PartitionSnapshot[];
  /** Where one of them has to go; `unknown`: it stays. */
  offsetOf: (partition: PartitionSnapshot) => bigint | 'unknown';
}

function wanted(operation: Recreate, kafka: KafkaSnapshot, covered: Layout | undefined): Wanted {
  const { move } = operation;
  if (operation.purpose === 'flip') {
    const offsetOf = (each: PartitionSnapshot) => (needsSeed(each) ? each.logStart : 'unknown');
    return { purpose: 'seed', partitions: partitionsOf(kafka), offsetOf };
  }
  if (move) {
    const purpose =
      operation.purpose === 'rewind' || operation.purpose === 'skip' ? operation.purpose : 'repair';
    const offsetOf = (each: PartitionSnapshot) => movedOffset(each, move.target, purpose);
    return { purpose, partitions: inScope(kafka, move.scope), offsetOf };
  }
  const beyond = covered ? partitionsBeyond(covered, kafka) : [];
  return {
    purpose: 'repair',
    partitions: beyond,
    offsetOf: (each) => movedOffset(each, { kind: 'earliest' }, 'repair'),
  };
}

/** A rewind or repair never goes forward and a skip never back. Without a commit earliest begins at the log start. */
function movedOffset(
  partition: PartitionSnapshot,
  target: OffsetTarget,
  purpose: CommitPurpose,
): bigint | 'unknown' {
  const { committed, logStart } = partition;
  const offset = targetOffset(partition, target);
  if (offset === 'unknown' || committed === 'unknown' || logStart === 'unknown') return 'unknown';
  const from = committed === 'none' ? logStart : committed;
  const due = purpose === 'skip' ? offset > from : offset < from;
  return due ? offset : 'unknown';
}

function outcomeOf(partitions: readonly PartitionSnapshot[], offsetOf: Wanted['offsetOf']): string {
  const lines = partitions.map((each) => {
    const offset = offsetOf(each);
    return `${partitionKey(each)}:${typeof offset === 'bigint' ? offset : each.committed}`;
  });
  return createHash('sha256').update(lines.join('\n')).digest('base64url').slice(0, 16);
}

/** Where a partition's commit goes, never outside its log; `unknown` where that cannot be told. */
export function targetOffset(partition: PartitionSnapshot, target: OffsetTarget): bigint | 'unknown' {
  const { logStart, logEnd, offsetAtTarget } = partition;
  if (logStart === 'unknown' || logEnd === 'unknown') return 'unknown';
  switch (target.kind) {
    case 'earliest':
      return logStart;
    case 'latest':
      return logEnd;
    case 'offset':
      return within(target.offset, logStart, logEnd);
    case 'time':
      if (offsetAtTarget === undefined || offsetAtTarget === 'unknown') return 'unknown';
      return offsetAtTarget === 'none-since' ? logEnd : offsetAtTarget;
  }
}

function within(offset: bigint, least: bigint, most: bigint): bigint {
  if (offset < least) return least;
  return offset <= most ? offset : most;
}

/** The partitions that a command is about. */
export function inScope(kafka: KafkaSnapshot, { topic, partitions }: Scope): PartitionSnapshot[] {
  return partitionsOf(kafka).filter(
    (each) =>
      (topic === undefined || each.topic === topic) &&
      (partitions === undefined || partitions.includes(each.partition)),
  );
}

/** Partitions in scope whose commit is unknown, or for which the target cannot be told. */
export function unplannable(kafka: KafkaSnapshot, scope: Scope, target: OffsetTarget): PartitionSnapshot[] {
  return inScope(kafka, scope).filter(
    (each) => each.committed === 'unknown' || targetOffset(each, target) === 'unknown',
  );
}

/** At most so many records were skipped in partitions that met latest uncovered, where nothing is set back yet. */
export function skippedAtMost(partitions: readonly PartitionSnapshot[]): bigint {
  let sum = 0n;
  for (const { committed, logStart, logEnd } of partitions) {
    // Without a commit the receiver stands at the end of what it found.
    const upTo = typeof committed === 'bigint' ? committed : logEnd;
    if (typeof upTo === 'bigint' && typeof logStart === 'bigint' && upTo > logStart) sum += upTo - logStart;
  }
  return sum;
}
