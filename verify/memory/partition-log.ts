import type { CommittedOffset } from '../../lib/core/snapshot/kafka';
import { most, type Range, RangeSet } from './ranges';

/** Why the backend does not have records, or does not have them yet. */
export type MissCause =
  | 'passed-over'
  | 'dropped-at-stop'
  | 'lost-in-crash'
  | 'deleted-unread'
  | 'commit-moved-past';

/** Who caused it. `command` means that an operator chose it after seeing its cost. */
export type Culprit = 'spillway' | 'outside' | 'command';

export interface Miss extends Range {
  cause: MissCause;
  by: Culprit;
  atMs: number;
}

/** Records that were written at the same time: those up to `to` that are not in the previous batch. */
interface Batch {
  atMs: number;
  from: bigint;
  to: bigint;
}

/** One partition at its leader, with the group's commit and the history of its records. */
export class PartitionLog {
  logStart = 0n;
  logEnd = 0n;
  /** While there is no leader, nothing can be read or committed. */
  leaderless = false;
  /** Offsets that the backend has. */
  readonly delivered = new RangeSet();
  /** In order of time. Includes records that were delivered later. */
  readonly misses: Miss[] = [];
  /** Since when it has had no commit within the log; `undefined` while it has one. */
  uncoveredSinceMs: number | undefined;
  private commit: CommittedOffset = 'none';
  private batches: Batch[] = [];
  /** Batches before this index are deleted. */
  private first = 0;

  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly nowMs: () => number,
  ) {
    this.uncoveredSinceMs = nowMs();
  }

  get committed(): CommittedOffset {
    return this.commit;
  }

  set committed(offset: CommittedOffset) {
    this.commit = offset;
    this.noteCoverage();
  }

  get isCovered(): boolean {
    return typeof this.commit === 'bigint' && this.commit >= this.logStart && this.commit <= this.logEnd;
  }

  write(records: bigint): void {
    if (records <= 0n) return;
    const from = this.logEnd;
    this.logEnd += records;
    this.batches.push({ atMs: this.nowMs(), from, to: this.logEnd });
  }

  /** The first offset written at or after a time. */
  since(atMs: number): bigint | 'none-since' {
    let low = this.first;
    let high = this.batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.batches[middle] as Batch).atMs >= atMs) high = middle;
      else low = middle + 1;
    }
    const batch = this.batches[low];
    if (!batch) return 'none-since';
    return most(batch.from, this.logStart);
  }

  /** The time when a record was written. */
  writtenAtMs(offset: bigint): number | undefined {
    let low = this.first;
    let high = this.batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.batches[middle] as Batch).to > offset) high = middle;
      else low = middle + 1;
    }
    return this.batches[low]?.atMs;
  }

  /** Deletes the records before an offset, by retention or on request. Unread ones are recorded as missing. */
  deleteBefore(offset: bigint, by: Culprit): void {
    if (offset <= this.logStart) return;
    this.miss({ from: this.logStart, to: offset }, 'deleted-unread', by);
    this.logStart = offset;
    while ((this.batches[this.first]?.to ?? this.logEnd + 1n) <= offset) this.first += 1;
    if (this.first > 4_096) {
      this.batches = this.batches.slice(this.first);
      this.first = 0;
    }
    this.noteCoverage();
  }

  /** The first offset that time-based retention still keeps. */
  keptSince(nowMs: number, retentionMs: number): bigint {
    const since = this.since(nowMs - retentionMs);
    return since === 'none-since' ? this.logEnd : since;
  }

  /** Records as missing the part of a range that the backend does not have. */
  miss(range: Range, cause: MissCause, by: Culprit): void {
    for (const missing of this.delivered.missingIn(range)) {
      const last = this.misses.at(-1);
      // A queue is dropped request by request. These become one entry.
      if (last && last.cause === cause && last.by === by && last.to === missing.from) last.to = missing.to;
      else this.misses.push({ ...missing, cause, by, atMs: this.nowMs() });
    }
  }

  /** Entries for records that are still missing. */
  openMisses(): Miss[] {
    return this.misses.flatMap((miss) =>
      this.delivered.missingIn(miss).map(({ from, to }) => ({ ...miss, from, to })),
    );
  }

  private noteCoverage(): void {
    if (this.isCovered) this.uncoveredSinceMs = undefined;
    else this.uncoveredSinceMs ??= this.nowMs();
  }
}
