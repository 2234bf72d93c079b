import { askedFor, readPartitions, type TopicPartitions, writePartitions } from './partition-rows';
import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * Fetch, version 10 (Kafka 2.1 to 4), the first that can return zstd.
 *
 *   request  = replica:int32 maxWait:int32 minBytes:int32 maxBytes:int32 isolation:int8 session:int32 epoch:int32
 *              [topic:string [partition:int32 leaderEpoch:int32 offset:int64 logStart:int64 maxBytes:int32]]
 *              [forgotten]
 *   response = throttle:int32 error:int16 session:int32
 *              [topic:string [partition:int32 error:int16 highWatermark:int64 lastStable:int64 logStart:int64
 *                             [producer:int64 firstOffset:int64] records:bytes?]]
 */

export interface FetchRequest {
  /** The limit for the whole response. The first batch of the first non-empty partition is returned in any case. */
  maxBytes: number;
  /** Read in this order. A topic may be listed more than once. */
  topics: TopicPartitions<number>[];
  /** In the order of `topics`. */
  fetchOffsets: BigInt64Array;
  /** The limit for each partition. */
  partitionMaxBytes: number;
}

export interface FetchResponse {
  errorCode: number;
  /** `records`: record batches as stored. The last one may be truncated. */
  responses: TopicPartitions<{ partition: number; errorCode: number; records: Buffer }>[];
}

const CONSUMER = -1;
const NO_WAIT_MS = 0;
const MIN_BYTES = 0;
/** Like the Collector: records of open and aborted transactions count. */
const READ_UNCOMMITTED = 0;
const NO_SESSION = { id: 0, epoch: -1 };
const UNKNOWN_EPOCH = -1;
const UNKNOWN_OFFSET = -1n;
/** The first batch is returned also if it is larger than the limit. Topics with larger batches than this are rare. */
const LARGEST_FIRST_BATCH = 8 * MEBIBYTE;
const ABORTED_BYTES = 8 + 8;
const PARTITION_BYTES = 4 + 2 + 3 * 8 + 4 + 4;

/** Reads records without a session and without waiting, and keeps them as bytes: nothing is decompressed. */
export const fetch: RequestCodec<FetchRequest, FetchResponse> = {
  name: 'Fetch',
  apiKey: 1,
  versions: { min: 10, max: 10 },
  maxBytes: ({ maxBytes }) => maxBytes + LARGEST_FIRST_BATCH,

  encode(writer, { maxBytes, topics, fetchOffsets, partitionMaxBytes }) {
    writer.int32(CONSUMER).int32(NO_WAIT_MS).int32(MIN_BYTES).int32(maxBytes).int8(READ_UNCOMMITTED);
    writer.int32(NO_SESSION.id).int32(NO_SESSION.epoch);
    writePartitions(writer, topics, (row) => {
      writer
        .int32(UNKNOWN_EPOCH)
        .int64(fetchOffsets[row] ?? 0n)
        .int64(UNKNOWN_OFFSET);
      writer.int32(partitionMaxBytes);
    });
    writer.int32(0); // topics to forget in the session
  },

  decode(reader, _version, { topics: asked }) {
    reader.int32(); // throttle time
    const errorCode = reader.int16();
    reader.int32(); // session id
    const read: { errorCode: number; records: Buffer }[] = [];
    const { topics, partition } = readPartitions(reader, askedFor(asked), PARTITION_BYTES, () => {
      const partitionError = reader.int16();
      reader.skip(3 * 8); // high watermark, last stable offset, log start offset
      reader.skip(reader.count(ABORTED_BYTES) * ABORTED_BYTES);
      read.push({ errorCode: partitionError, records: reader.bytes() });
    });
    let row = 0;
    const responses = topics.map(({ topic, rows }) => {
      const partitions = read
        .slice(row, row + rows)
        .map((each, index) => ({ partition: partition[row + index] ?? -1, ...each }));
      row += rows;
      return { topic, partitions };
    });
    return { errorCode, responses };
  },
};
