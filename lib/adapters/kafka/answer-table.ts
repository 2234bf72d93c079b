import { KAFKA } from './faults';
import { type Entry, entryOf, TWICE } from './offset-column';
import { PartitionTable } from './partition-table';
import type { OffsetRows } from './protocol/partition-rows';

/** The offsets of a response, for a few partitions. A partition that is listed twice becomes a fault. */
export function offsetTable(rows: OffsetRows): PartitionTable<Entry> {
  const table = new PartitionTable<Entry>();
  let row = 0;
  for (const { topic, rows: count } of rows.topics) {
    for (const end = row + count; row < end; row += 1) {
      const key = { topic, partition: rows.partition[row] ?? -1 };
      const entry = entryOf(rows.errorCode[row] ?? KAFKA.NONE, rows.offset[row] ?? 0n);
      table.set(key, table.get(key) === undefined ? entry : TWICE);
    }
  }
  return table;
}
