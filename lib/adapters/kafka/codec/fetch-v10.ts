import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import type { OwnCodec } from './own-codec';

const CONSUMER = -1;
const NO_WAIT_MS = 0;
const MIN_BYTES = 0;
/** READ_UNCOMMITTED, like the Collector: records of open and aborted transactions count. */
const READ_UNCOMMITTED = 0;
const NO_SESSION = { id: 0, epoch: -1 };
const UNKNOWN_EPOCH = -1;
const UNKNOWN_OFFSET = -1n;

/**
 * Fetch without a session and without waiting. kafkajs would decompress and decode every record, and would fail on
 * compression codecs that it lacks; this codec keeps the record batches as bytes. Version 10 exists since Kafka 2.1 and
 * is the first that can return zstd.
 */
export const fetchV10: OwnCodec<'Fetch'> = {
  apiKey: 1,
  apiVersion: 10,

  encode({ maxBytes, topics }) {
    const writer = new ByteWriter();
    writer.int32(CONSUMER).int32(NO_WAIT_MS).int32(MIN_BYTES).int32(maxBytes).int8(READ_UNCOMMITTED);
    writer.int32(NO_SESSION.id).int32(NO_SESSION.epoch);
    writer.array(topics, ({ topic, partitions }) => {
      writer.string(topic).array(partitions, ({ partition, fetchOffset, maxBytes: partitionMaxBytes }) => {
        writer.int32(partition).int32(UNKNOWN_EPOCH).int64(fetchOffset).int64(UNKNOWN_OFFSET);
        writer.int32(partitionMaxBytes);
      });
    });
    return writer.int32(0).toBuffer(); // topics to forget in the session
  },

  decode(response) {
    const reader = new ByteReader(response);
    reader.int32(); // throttle time
    const errorCode = reader.int16();
    reader.int32(); // session id
    const responses = reader.array(() => ({
      topic: reader.string(),
      partitions: reader.array(() => readPartition(reader)),
    }));
    reader.end();
    return { errorCode, responses };
  },
};

function readPartition(reader: ByteReader) {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64();
  reader.int64(); // last stable offset
  reader.int64(); // log start offset
  reader.array(() => {
    reader.int64(); // producer of an aborted transaction
    reader.int64(); // its first offset
  });
  return { partition, errorCode, highWatermark, records: reader.bytes() };
}
