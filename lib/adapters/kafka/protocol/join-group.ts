import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * JoinGroup, versions 2 (Kafka 2.0) to 4 (Kafka 2.2), which differ only in what the coordinator does: since 4 a new
 * member gets its id first (MEMBER_ID_REQUIRED) and joins with it.
 *
 *   request  = group:string sessionTimeout:int32 rebalanceTimeout:int32 member:string protocolType:string
 *              [protocol:string metadata:bytes]
 *   response = throttle:int32 error:int16 generation:int32 protocol:string leader:string member:string
 *              [member:string metadata:bytes]
 */

export interface JoinGroupRequest {
  groupId: string;
  /** After which the coordinator drops a silent member. */
  sessionTimeoutMs: number;
  /** The longest one of all members applies. */
  rebalanceTimeoutMs: number;
  /** Empty on the first join. */
  memberId: string;
  protocolType: string;
  /** The assignment strategy, and the subscription for it. */
  protocol: { name: string; metadata: Buffer };
}

export interface JoinGroupResponse {
  errorCode: number;
  generationId: number;
  leaderId: string;
  memberId: string;
}

const MEMBER_BYTES = 2 + 4;

export const joinGroup: RequestCodec<JoinGroupRequest, JoinGroupResponse> = {
  name: 'JoinGroup',
  apiKey: 11,
  versions: { min: 2, max: 4 },
  maxBytes: 64 * MEBIBYTE,

  encode(writer, { groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, protocolType, protocol }) {
    writer.string(groupId).int32(sessionTimeoutMs).int32(rebalanceTimeoutMs);
    writer.string(memberId).string(protocolType);
    writer.array([protocol], ({ name, metadata }) => writer.string(name).bytes(metadata));
  },

  decode(reader) {
    reader.int32(); // throttle time
    const errorCode = reader.int16();
    const generationId = reader.int32();
    reader.nullableString(); // protocol
    const leaderId = reader.nullableString();
    const memberId = reader.nullableString();
    for (let members = reader.count(MEMBER_BYTES); members > 0; members -= 1) {
      reader.nullableString();
      reader.bytes();
    }
    return { errorCode, generationId, leaderId, memberId };
  },
};
