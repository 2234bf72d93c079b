import type { Retention } from '../../lib/core/snapshot/kafka';
import { type Culprit, PartitionLog } from './partition-log';
import { most } from './ranges';

/** The size of a record, both in a log and in an exporter's queue. */
export const RECORD_BYTES = 1_000;

/** One topic, from its creation until it is deleted. */
export class Topic {
  readonly partitions: PartitionLog[] = [];
  retention: Retention = { ms: 'unlimited', bytes: 'unlimited' };

  constructor(
    readonly name: string,
    public id: string,
    private readonly nowMs: () => number,
  ) {}

  addPartitions(count: number): void {
    for (let added = 0; added < count; added++) {
      this.partitions.push(new PartitionLog(this.name, this.partitions.length, this.nowMs));
    }
  }

  /**
   * Deletes what retention no longer keeps. `blame` returns who is to blame that a record of that time was not read in
   * time.
   */
  applyRetention(blame: (writtenAtMs: number) => Culprit): void {
    const { ms, bytes } = this.retention;
    for (const log of this.partitions) {
      let start = log.logStart;
      if (typeof ms === 'number') start = most(start, log.keptSince(this.nowMs(), ms));
      if (typeof bytes === 'number')
        start = most(start, log.logEnd - BigInt(Math.floor(bytes / RECORD_BYTES)));
      if (start <= log.logStart) continue;
      const writtenAtMs = log.writtenAtMs(start - 1n) ?? this.nowMs();
      log.deleteBefore(start, blame(writtenAtMs));
    }
  }
}
