import type { KafkaRequest } from '../../controller/ports';
import type { Fault } from '../../core/snapshot/kafka';
import { badAnswer } from './faults';
import { OffsetColumn } from './offset-column';
import { LOG_END, LOG_START } from './protocol/list-offsets';
import type { Position } from './read-offsets';

type Times = Pick<KafkaRequest, 'drainLimitMs' | 'aheadMs' | 'rateSinceMs' | 'targetMs' | 'heldSinceMs'>;

/** Every offset that one look reads, by partition. Equal times share a column, and so a request. */
export interface LookOffsets {
  committed: OffsetColumn;
  end: OffsetColumn;
  start: OffsetColumn;
  atDrainLimit: OffsetColumn;
  ahead: OffsetColumn;
  atRateStart: OffsetColumn;
  /** Absent unless the request has a target. */
  atTarget: OffsetColumn | undefined;
  /** Absent unless the request has `heldSinceMs`. */
  atHeld: OffsetColumn | undefined;
  /** At half the retention ago. Read only for partitions that `choose-unread.ts` has to choose from. */
  atHalfRetention: OffsetColumn;
  /** Read in every partition: the bounds of the log, and the times at which commits may go back. */
  everywhere: Position[];
  /** Read only where something may be unread. */
  whereBehind: Position[];
}

export function lookOffsets(size: number, committed: OffsetColumn, times: Times): LookOffsets {
  const byTime = new Map<number, OffsetColumn>();
  const columnAt = (timeMs: number): OffsetColumn => {
    const column = byTime.get(timeMs) ?? new OffsetColumn(size);
    byTime.set(timeMs, column);
    return column;
  };
  const wanted = (timeMs: number | undefined) => (timeMs === undefined ? undefined : columnAt(timeMs));
  const positions = (): Position[] => [...byTime].map(([timeMs, column]) => ({ at: BigInt(timeMs), column }));
  const bounds = { end: new OffsetColumn(size), start: new OffsetColumn(size) };
  const back = { atTarget: wanted(times.targetMs), atHeld: wanted(times.heldSinceMs) };
  const everywhere = [
    { at: LOG_END, column: bounds.end },
    { at: LOG_START, column: bounds.start },
    ...positions(),
  ];
  const recent = {
    atDrainLimit: columnAt(times.drainLimitMs),
    ahead: columnAt(times.aheadMs),
    atRateStart: columnAt(times.rateSinceMs),
  };
  const asked = new Set(everywhere.map(({ column }) => column));
  const whereBehind = positions().filter(({ column }) => !asked.has(column));
  const atHalfRetention = new OffsetColumn(size);
  return { committed, ...bounds, ...back, ...recent, atHalfRetention, everywhere, whereBehind };
}

/** A log always has a start and an end, and the start is never greater. */
export function checkBounds({ start, end }: LookOffsets, indices: readonly number[]): void {
  for (const index of indices) {
    for (const column of [start, end]) if (column.at(index) === 'none') column.fail(index, NO_BOUND);
    const from = start.offsetAt(index);
    const to = end.offsetAt(index);
    if (from === undefined || to === undefined || from <= to) continue;
    const fault = badAnswer(`the log start ${from} is beyond the log end ${to}`);
    start.fail(index, fault);
    end.fail(index, fault);
  }
}

const NO_BOUND = badAnswer('the log has no start or no end');

/** The first fault among the offsets of a partition's log. */
export function firstFault(offsets: LookOffsets, index: number): Fault | undefined {
  const { end, start, atDrainLimit, ahead, atRateStart, atTarget, atHeld } = offsets;
  return (
    end.faultAt(index) ??
    start.faultAt(index) ??
    atDrainLimit.faultAt(index) ??
    ahead.faultAt(index) ??
    atRateStart.faultAt(index) ??
    atTarget?.faultAt(index) ??
    atHeld?.faultAt(index)
  );
}
