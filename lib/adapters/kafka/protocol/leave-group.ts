import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * LeaveGroup, version 2 (Kafka 2.0 to 4).
 *
 *   request  = group:string member:string
 *   response = throttle:int32 error:int16
 */

export const leaveGroup: RequestCodec<{ groupId: string; memberId: string }, { errorCode: number }> = {
  name: 'LeaveGroup',
  apiKey: 13,
  versions: { min: 2, max: 2 },
  maxBytes: MEBIBYTE,

  encode(writer, { groupId, memberId }) {
    writer.string(groupId).string(memberId);
  },

  decode(reader) {
    reader.int32(); // throttle time
    return { errorCode: reader.int16() };
  },
};
