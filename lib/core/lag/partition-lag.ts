import type { InitialOffset } from '../../pipeline';
import type { Fault, PartitionSnapshot } from '../snapshot/kafka';

/**
 * The unread offsets of a partition without a usable commit. Under `earliest` they are `lag`, because a task will read
 * them. Under `latest` they are `atRisk`: a task would skip them unless earliest is stored first.
 */
export type Waiting = { lag: bigint } | { atRisk: bigint };

/**
 * The lag of one partition, in offsets, not records: compaction and transaction markers leave gaps, so
 * `logEnd − committed` is an upper bound of the unread records.
 */
export type PartitionLag = { topic: string; partition: number } & (
  | { kind: 'caught-up'; committed: bigint; logEnd: bigint }
  | { kind: 'behind'; committed: bigint; logEnd: bigint; lag: bigint }
  /** No commit, and the log is not empty. */
  | ({ kind: 'uncommitted'; logStart: bigint; logEnd: bigint } & Waiting)
  /** No commit, and the log is empty. */
  | { kind: 'empty'; logEnd: bigint }
  /** The commit lies before the log start: `lost` offsets were deleted unread. */
  | ({ kind: 'truncated'; committed: bigint; logStart: bigint; logEnd: bigint; lost: bigint } & Waiting)
  /** The commit lies beyond the log end: the topic was recreated or truncated. */
  | ({ kind: 'ahead'; committed: bigint; logStart: bigint; logEnd: bigint } & Waiting)
  | { kind: 'unknown'; fault: Fault | undefined }
);

/**
 * Classifies one partition. Impossible values (a negative offset, a log that ends before it starts) give `unknown` with a
 * fault.
 *
 * @param policy `latest` if a task runs on latest, or would start on it
 */
export function partitionLag(snapshot: PartitionSnapshot, policy: InitialOffset): PartitionLag {
  const { topic, partition, committed, logStart, logEnd } = snapshot;
  if (committed === 'unknown' || logStart === 'unknown' || logEnd === 'unknown') {
    return { topic, partition, kind: 'unknown', fault: snapshot.fault };
  }
  const fault = impossible(committed, logStart, logEnd);
  if (fault) return { topic, partition, kind: 'unknown', fault };
  if (committed === 'none') {
    if (logStart === logEnd) return { topic, partition, kind: 'empty', logEnd };
    return { topic, partition, kind: 'uncommitted', logStart, logEnd, ...waiting(logEnd - logStart, policy) };
  }
  if (committed === logEnd) return { topic, partition, kind: 'caught-up', committed, logEnd };
  if (committed < logStart) {
    const lost = logStart - committed;
    const left = waiting(logEnd - logStart, policy);
    return { topic, partition, kind: 'truncated', committed, logStart, logEnd, lost, ...left };
  }
  if (committed > logEnd) {
    const left = waiting(logEnd - logStart, policy);
    return { topic, partition, kind: 'ahead', committed, logStart, logEnd, ...left };
  }
  return { topic, partition, kind: 'behind', committed, logEnd, lag: logEnd - committed };
}

/** The number of unread offsets, whether at risk or not; `undefined` if unknown. */
export function offsetsLeft(partition: PartitionLag): bigint | undefined {
  if (partition.kind === 'unknown') return undefined;
  if ('lag' in partition) return partition.lag;
  return 'atRisk' in partition ? partition.atRisk : 0n;
}

function waiting(offsets: bigint, policy: InitialOffset): Waiting {
  return policy === 'earliest' ? { lag: offsets } : { atRisk: offsets };
}

function impossible(committed: bigint | 'none', logStart: bigint, logEnd: bigint): Fault | undefined {
  if (logStart < 0n || (committed !== 'none' && committed < 0n)) {
    return {
      code: 'OFFSET_NEGATIVE',
      message: `commit ${committed}, log start ${logStart}: an offset is never negative`,
    };
  }
  if (logEnd < logStart) {
    return { code: 'LOG_INVERTED', message: `log end ${logEnd} lies before log start ${logStart}` };
  }
  return undefined;
}
