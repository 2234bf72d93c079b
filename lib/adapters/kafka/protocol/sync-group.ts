import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * SyncGroup, version 2 (Kafka 2.0 to 4).
 *
 *   request  = group:string generation:int32 member:string [member:string assignment:bytes]
 *   response = throttle:int32 error:int16 assignment:bytes
 */

export interface SyncGroupRequest {
  groupId: string;
  generationId: number;
  memberId: string;
}

/** Waits for the leader's assignment. Spillway is never the leader, so it sends none. */
export const syncGroup: RequestCodec<SyncGroupRequest, { errorCode: number }> = {
  name: 'SyncGroup',
  apiKey: 14,
  versions: { min: 2, max: 2 },
  maxBytes: 16 * MEBIBYTE,

  encode(writer, { groupId, generationId, memberId }) {
    writer.string(groupId).int32(generationId).string(memberId);
    writer.int32(0); // assignments
  },

  decode(reader) {
    reader.int32(); // throttle time
    const errorCode = reader.int16();
    reader.bytes(); // assignment
    return { errorCode };
  },
};
