import {
  askedFor,
  mostBytes,
  type OffsetRows,
  readOffsets,
  type TopicPartitions,
  writePartitions,
} from './partition-rows';
import type { RequestCodec } from './request-codec';

/*
 * ListOffsets, version 2 (Kafka 0.11 to 4). Later versions add 5 bytes per partition and nothing that is used here.
 *
 *   request  = replica:int32 isolation:int8 [topic:string [partition:int32 timestamp:int64]]
 *   response = throttle:int32 [topic:string [partition:int32 error:int16 timestamp:int64 offset:int64]]
 */

/** Kafka's special timestamps for log end and log start. */
export const LOG_END = -1n;
export const LOG_START = -2n;

export interface ListOffsetsRequest {
  topics: TopicPartitions<number>[];
  /** Epoch milliseconds, `LOG_END` or `LOG_START`: for all partitions, or for each in the order of `topics`. */
  at: bigint | BigInt64Array;
}

export interface ListOffsetsResponse extends OffsetRows {
  /** The record's timestamp; −1 if there is none. */
  timestampMs: BigInt64Array;
}

const CONSUMER = -1;
/**
 * READ_UNCOMMITTED, like the Collector. Under READ_COMMITTED an open transaction hides the log end, and a backlog would
 * look drained.
 */
const READ_UNCOMMITTED = 0;
const PARTITION_BYTES = 4 + 2 + 8 + 8;

/** Offsets by time, for partitions that the broker leads. */
export const listOffsets: RequestCodec<ListOffsetsRequest, ListOffsetsResponse> = {
  name: 'ListOffsets',
  apiKey: 2,
  versions: { min: 2, max: 2 },
  maxBytes: ({ topics }) => mostBytes(topics, PARTITION_BYTES),

  encode(writer, { topics, at }) {
    writer.int32(CONSUMER).int8(READ_UNCOMMITTED);
    if (typeof at !== 'bigint') {
      writePartitions(writer, topics, (row) => writer.int64(at[row] ?? 0n));
      return;
    }
    // In halves, because a BigInt for each partition takes most of the time.
    const [high, low] = [Number(at >> 32n), Number(BigInt.asIntN(32, at))];
    writePartitions(writer, topics, () => writer.int32(high).int32(low));
  },

  decode(reader, _version, { topics: asked }) {
    const timestampMs = new BigInt64Array(askedFor(asked));
    const rows = readOffsets(reader, asked, PARTITION_BYTES, (row, { errorCode, offset }) => {
      errorCode[row] = reader.int16();
      timestampMs[row] = reader.int64();
      offset[row] = reader.int64();
    });
    return { ...rows, timestampMs };
  },
};
