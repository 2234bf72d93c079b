import { type OffsetRows, readOffsets, type TopicPartitions, writePartitions } from './partition-rows';
import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * OffsetFetch, version 4 (Kafka 2.0 to 4). Later versions add 4 bytes per partition and nothing that is used here.
 *
 *   request  = group:string [topic:string [partition:int32]]
 *   response = throttle:int32 [topic:string [partition:int32 offset:int64 metadata:string? error:int16]] error:int16
 */

export interface OffsetFetchRequest {
  groupId: string;
  topics: TopicPartitions<number>[];
}

export interface OffsetFetchResponse extends OffsetRows {
  /** The error of the whole response. */
  groupErrorCode: number;
}

const PARTITION_BYTES = 4 + 8 + 2 + 2;

/** The committed offsets of a group. */
export const offsetFetch: RequestCodec<OffsetFetchRequest, OffsetFetchResponse> = {
  name: 'OffsetFetch',
  apiKey: 9,
  versions: { min: 4, max: 4 },
  maxBytes: 64 * MEBIBYTE,

  encode(writer, { groupId, topics }) {
    writer.string(groupId);
    writePartitions(writer, topics);
  },

  decode(reader, _version, { topics: asked }) {
    const rows = readOffsets(reader, asked, PARTITION_BYTES, (row, { errorCode, offset }) => {
      offset[row] = reader.int64();
      reader.skip(Math.max(0, reader.int16())); // the committer's metadata
      errorCode[row] = reader.int16();
    });
    return { ...rows, groupErrorCode: reader.int16() };
  },
};
