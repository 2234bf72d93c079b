import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import type { OwnCodec } from './own-codec';

/** Sizes of a broker's replicas, for which kafkajs has no codec. Every Kafka since 2.0 supports version 1. */
export const describeLogDirsV1: OwnCodec<'DescribeLogDirs'> = {
  apiKey: 35,
  apiVersion: 1,

  encode({ topics }) {
    const writer = new ByteWriter();
    return writer
      .array(topics, ({ topic, partitions }) => {
        writer.string(topic).array(partitions, (partition) => writer.int32(partition));
      })
      .toBuffer();
  },

  decode(response) {
    const reader = new ByteReader(response);
    reader.int32(); // throttle time
    const results = reader.array(() => ({
      errorCode: reader.int16(),
      logDir: reader.string(),
      topics: reader.array(() => ({
        topic: reader.string(),
        partitions: reader.array(() => readPartition(reader)),
      })),
    }));
    reader.end();
    return { results };
  },
};

function readPartition(reader: ByteReader) {
  const partition = reader.int32();
  const sizeBytes = reader.int64();
  reader.int64(); // lag of a replica that moves between folders
  return { partition, sizeBytes, isFuture: reader.boolean() };
}
