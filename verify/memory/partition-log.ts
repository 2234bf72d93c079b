import type { CommittedOffset } from '../../lib/core/snapshot/kafka';
import { most, type Range, RangeSet } from './ranges';

/** Why records never reached the backend, or not yet. */
export type MissCause =
  | 'passed-over'
  | 'dropped-at-stop'
  | 'lost-in-crash'
  | 'deleted-unread'
  | 'commit-moved-past';

/** By whose doing. A command is what a person asked for, after having been shown its cost. */
export type Culprit = 'spillway' | 'outside' | 'command';

export interface Miss extends Range {
  cause: MissCause;
  by: Culprit;
  atMs: number;
}

/** Records written at one time: those up to `to` that are not in the batch before. */
interface Batch {
  atMs: number;
  from: bigint;
  to: bigint;
}

/** One partition as its leader has it, with its group's commit and what became of each record. */
export class PartitionLog {
  logStart = 0n;
  logEnd = 0n;
  /** Without a leader: nothing of it can be read or committed. */
  leaderless = false;
  /** What the backend has. */
  readonly delivered = new RangeSet();
  /** In order of time; of records that were delivered after all, too. */
  readonly misses: Miss[] = [];
  /** Since when it has had no commit within the log; `undefined` while it has one. */
  uncoveredSinceMs: number | undefined;
  private commit: CommittedOffset = 'none';
  private batches: Batch[] = [];
  /** Batches before this one are deleted. */
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

  /** First offset written at or after a time. */
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

  /** When a record was written. */
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

  /** Retention or a person deletes what lies before an offset; what nobody had read is noted as gone. */
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

  /** First offset that retention by time still keeps. */
  keptSince(nowMs: number, retentionMs: number): bigint {
    const since = this.since(nowMs - retentionMs);
    return since === 'none-since' ? this.logEnd : since;
  }

  /** Notes what of a range the backend does not have. */
  miss(range: Range, cause: MissCause, by: Culprit): void {
    for (const missing of this.delivered.missingIn(range)) {
      const last = this.misses.at(-1);
      // A queue is dropped request by request: one note for all of them.
      if (last && last.cause === cause && last.by === by && last.to === missing.from) last.to = missing.to;
      else this.misses.push({ ...missing, cause, by, atMs: this.nowMs() });
    }
  }

  /** Misses that were not made good since. */
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
