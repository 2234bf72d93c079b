import type { InitialOffset } from '../../pipeline';
import type { Fault, PartitionSnapshot } from '../snapshot/kafka';

/**
 * The offsets that wait where a task without a usable commit would begin: under `earliest` they are `lag` and will
 * be read, under `latest` they are `atRisk` and will not, unless the group is armed again first.
 */
export type Waiting = { lag: bigint } | { atRisk: bigint };

/**
 * How one partition stands with its group. Lag is in offsets, not records: compaction and transaction markers
 * leave gaps, so `logEnd − committed` is an upper bound of what is left to read.
 */
export type PartitionLag = { topic: string; partition: number } & (
  | { kind: 'caught-up'; committed: bigint; logEnd: bigint }
  | { kind: 'behind'; committed: bigint; logEnd: bigint; lag: bigint }
  /** No commit, and offsets are there. */
  | ({ kind: 'uncommitted'; logStart: bigint; logEnd: bigint } & Waiting)
  /** No commit, and nothing to read. */
  | { kind: 'empty'; logEnd: bigint }
  /** The commit lies before the log start: `lost` offsets are gone whatever happens. */
  | ({ kind: 'truncated'; committed: bigint; logStart: bigint; logEnd: bigint; lost: bigint } & Waiting)
  /** The commit lies past the log end: the topic was recreated or truncated. */
  | ({ kind: 'ahead'; committed: bigint; logStart: bigint; logEnd: bigint } & Waiting)
  | { kind: 'unknown'; fault: Fault | undefined }
);

/**
 * Names the case of one partition. What cannot be true (a negative offset, a log that ends before it starts) is
 * `unknown`, with a fault that says so.
 *
 * @param policy `latest` when a task on latest runs or would be started
 */
export function partitionLag(snapshot: PartitionSnapshot, policy: InitialOffset): PartitionLag {
  const { topic, partition, committed, logStart, logEnd } = snapshot;
  if (committed === 'unknown' || logStart === 'unknown' || logEnd === 'unknown') {
    return { topic, partition, kind: 'unknown', fault: snapshot.fault };
  }
  // Nearly every partition, with the fewest comparisons: these cost more than all the rest.
  if (committed !== 'none' && logStart >= 0n && logStart <= committed && committed <= logEnd) {
    const lag = logEnd - committed;
    if (lag === 0n) return { topic, partition, kind: 'caught-up', committed, logEnd };
    return { topic, partition, kind: 'behind', committed, logEnd, lag };
  }
  const fault = impossible(committed, logStart, logEnd);
  if (fault) return { topic, partition, kind: 'unknown', fault };
  if (committed === 'none') {
    if (logStart === logEnd) return { topic, partition, kind: 'empty', logEnd };
    return { topic, partition, kind: 'uncommitted', logStart, logEnd, ...waiting(logEnd - logStart, policy) };
  }
  if (committed < logStart) {
    const lost = logStart - committed;
    const left = waiting(logEnd - logStart, policy);
    return { topic, partition, kind: 'truncated', committed, logStart, logEnd, lost, ...left };
  }
  const left = waiting(logEnd - logStart, policy);
  return { topic, partition, kind: 'ahead', committed, logStart, logEnd, ...left };
}

/** Offsets left to read, at risk or not; `undefined` where that is unknown. */
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

/** The case of a partition without its figures. */
export function kindOf(partition: PartitionSnapshot): PartitionLag['kind'] {
  const { committed, logStart, logEnd } = partition;
  if (
    typeof committed === 'bigint' &&
    logStart !== 'unknown' &&
    logEnd !== 'unknown' &&
    logStart >= 0n &&
    logStart <= committed &&
    committed <= logEnd
  ) {
    return committed === logEnd ? 'caught-up' : 'behind';
  }
  return partitionLag(partition, 'earliest').kind;
}
