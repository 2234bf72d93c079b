import type { Fault } from '../../core/snapshot/kafka';
import { badAnswer, faultOfCode, KAFKA } from './faults';
import { PartitionTable } from './partition-table';
import type { TopicPartitions } from './wire';

/** The result for each partition of a response. An error code becomes a fault. So does a partition that is listed twice. */
export function answerTable<P extends { partition: number; errorCode: number }, V>(
  responses: readonly TopicPartitions<P>[],
  read: (entry: P) => V | Fault,
): PartitionTable<V | Fault> {
  const table = new PartitionTable<V | Fault>();
  for (const { topic, partitions } of responses) {
    for (const entry of partitions) {
      const key = { topic, partition: entry.partition };
      if (table.get(key) !== undefined) table.set(key, TWICE);
      else table.set(key, entry.errorCode === KAFKA.NONE ? read(entry) : faultOfCode(entry.errorCode));
    }
  }
  return table;
}

const TWICE = badAnswer('the response has the partition twice');

/** Parses a decimal offset from kafkajs. `none` is Kafka's −1; any other negative number is invalid. */
export function offsetOrNone(text: string): bigint | 'none' | Fault {
  if (!/^-?\d{1,19}$/.test(text)) return badAnswer(`${JSON.stringify(text.slice(0, 24))} is not an offset`);
  const offset = BigInt(text);
  if (offset === -1n) return 'none';
  return offset < 0n ? badAnswer(`the offset ${offset} is negative`) : offset;
}
