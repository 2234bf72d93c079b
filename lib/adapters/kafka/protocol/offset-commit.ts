import {
  askedFor,
  type PartitionRows,
  readPartitions,
  type TopicPartitions,
  writePartitions,
} from './partition-rows';
import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * OffsetCommit, version 3 (Kafka 0.11 to 4).
 *
 *   request  = group:string generation:int32 member:string retention:int64
 *              [topic:string [partition:int32 offset:int64 metadata:string?]]
 *   response = throttle:int32 [topic:string [partition:int32 error:int16]]
 */

export interface OffsetCommitRequest {
  groupId: string;
  /** −1 from outside the group. */
  generationId: number;
  /** Empty from outside the group. */
  memberId: string;
  topics: TopicPartitions<number>[];
  /** In the order of `topics`. */
  offsets: BigInt64Array;
}

/** The brokers keep the commits for offsets.retention.minutes. */
const AS_CONFIGURED = -1n;
const PARTITION_BYTES = 4 + 2;

export const offsetCommit: RequestCodec<OffsetCommitRequest, PartitionRows> = {
  name: 'OffsetCommit',
  apiKey: 8,
  versions: { min: 3, max: 3 },
  maxBytes: 64 * MEBIBYTE,

  encode(writer, { groupId, generationId, memberId, topics, offsets }) {
    writer.string(groupId).int32(generationId).string(memberId).int64(AS_CONFIGURED);
    writePartitions(writer, topics, (row) => {
      writer.int64(offsets[row] ?? 0n).string(''); // no metadata
    });
  },

  decode(reader, _version, { topics: asked }) {
    const count = askedFor(asked);
    const errorCode = new Int16Array(count);
    reader.int32(); // throttle time
    const { topics, partition } = readPartitions(reader, count, PARTITION_BYTES, (row) => {
      errorCode[row] = reader.int16();
    });
    return { topics, partition, errorCode };
  },
};
