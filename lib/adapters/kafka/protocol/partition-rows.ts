import type { ByteReader } from './byte-reader';
import type { ByteWriter } from './byte-writer';
import { KIBIBYTE } from './request-codec';

/** Partitions by topic, as in Kafka's requests. */
export interface TopicPartitions<P> {
  topic: string;
  partitions: P[];
}

/**
 * Partitions of a response in columns, one row each. Objects for tens of thousands of partitions would cost more than the
 * request.
 */
export interface PartitionRows {
  /** Their rows follow one another. */
  topics: { topic: string; rows: number }[];
  partition: Int32Array;
  errorCode: Int16Array;
}

export interface OffsetRows extends PartitionRows {
  /** −1 if there is none. */
  offset: BigInt64Array;
}

/** Writes topics with their partitions, each as its number and then whatever `write` adds. */
export function writePartitions(
  writer: ByteWriter,
  topics: readonly TopicPartitions<number>[],
  write?: (row: number) => void,
): void {
  let row = 0;
  writer.array(topics, ({ topic, partitions }) => {
    writer.string(topic).int32(partitions.length);
    for (const partition of partitions) {
      writer.int32(partition);
      write?.(row);
      row += 1;
    }
  });
}

/** Topic name and number of partitions. */
const TOPIC_BYTES = 2 + 4;

/**
 * Reads topics with their partitions. `read` reads what follows a partition's number.
 *
 * @param asked the number of partitions in the request. A response may not have more
 * @param partitionBytes the least number of bytes of a partition
 */
export function readPartitions(
  reader: ByteReader,
  asked: number,
  partitionBytes: number,
  read: (row: number) => void,
): { topics: PartitionRows['topics']; partition: Int32Array } {
  const partition = new Int32Array(asked);
  const topics: PartitionRows['topics'] = [];
  let row = 0;
  // A topic may be listed more than once: Kafka 2.8 does so in DescribeLogDirs.
  const count = atMost(reader.count(TOPIC_BYTES), asked);
  for (let each = 0; each < count; each += 1) {
    const topic = reader.string();
    const rows = reader.count(partitionBytes);
    atMost(row + rows, asked);
    topics.push({ topic, rows });
    for (const end = row + rows; row < end; row += 1) {
      partition[row] = reader.int32();
      read(row);
    }
  }
  return { topics, partition: partition.subarray(0, row) };
}

/**
 * Reads a response with an offset and an error for each partition.
 *
 * @param asked the topics of the request
 * @param read reads what follows a partition's number into the row
 */
export function readOffsets(
  reader: ByteReader,
  asked: readonly TopicPartitions<unknown>[],
  partitionBytes: number,
  read: (row: number, columns: Pick<OffsetRows, 'errorCode' | 'offset'>) => void,
): OffsetRows {
  const count = askedFor(asked);
  const columns = { errorCode: new Int16Array(count), offset: new BigInt64Array(count) };
  reader.int32(); // throttle time
  const rows = readPartitions(reader, count, partitionBytes, (row) => read(row, columns));
  return { ...rows, ...columns };
}

/**
 * The most bytes of a response about these partitions, each of which may come with the name of its topic.
 *
 * @param partitionBytes the most bytes of a partition
 */
export function mostBytes(topics: readonly TopicPartitions<unknown>[], partitionBytes: number): number {
  return topics.reduce(
    (sum, { topic, partitions }) =>
      sum + partitions.length * (TOPIC_BYTES + Buffer.byteLength(topic) + partitionBytes),
    KIBIBYTE,
  );
}

/** The number of partitions in a request. */
export function askedFor(topics: readonly TopicPartitions<unknown>[]): number {
  return topics.reduce((sum, { partitions }) => sum + partitions.length, 0);
}

/** @throws RangeError if the response has more than was asked for */
export function atMost(count: number, most: number): number {
  if (count > most) throw new RangeError('the response has more than was asked for');
  return count;
}
