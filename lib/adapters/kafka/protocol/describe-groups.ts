import type { ByteReader } from './byte-reader';
import { atMost } from './partition-rows';
import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * DescribeGroups, versions 2 (Kafka 2.0) to 4 (Kafka 2.4). Since 3 with the allowed operations, since 4 with the
 * instance id of members. Version 4 is the last that is not flexible, and version 5 the last that describes an unknown
 * group as Dead.
 *
 *   request  = [group:string] operations:bool(3)
 *   response = throttle:int32 [error:int16 group:string state:string protocolType:string protocol:string
 *              [member:string instance:string?(4) client:string host:string subscription:bytes assignment:bytes]
 *              operations:int32(3)]
 */

export interface DescribedGroup {
  errorCode: number;
  groupId: string;
  state: string;
  /** `consumer` for consumers; empty for a group that only holds commits. */
  protocolType: string;
  /** The assignment strategy that the members have in common; empty without members. */
  protocol: string;
  /** Bits of the allowed AclOperations on the group; absent if the broker does not report them. */
  operations?: number;
  members: { memberId: string; clientId: string; clientHost: string; memberAssignment: Buffer }[];
}

const OPERATIONS_SINCE = 3;
const INSTANCE_SINCE = 4;
const GROUP_BYTES = 2 + 4 * 2 + 4;
const MEMBER_BYTES = 3 * 2 + 2 * 4;
/** More than any group has. A response with more would take too much memory. */
const MOST_MEMBERS = 50_000;

export const describeGroups: RequestCodec<{ groupId: string }, DescribedGroup | undefined> = {
  name: 'DescribeGroups',
  apiKey: 15,
  versions: { min: 2, max: 4 },
  maxBytes: 32 * MEBIBYTE,

  encode(writer, { groupId }, version) {
    writer.array([groupId], (id) => writer.string(id));
    if (version >= OPERATIONS_SINCE) writer.boolean(true);
  },

  decode(reader, version) {
    reader.int32(); // throttle time
    const [group] = reader.array(GROUP_BYTES, () => readGroup(reader, version));
    return group;
  },
};

function readGroup(reader: ByteReader, version: number): DescribedGroup {
  const errorCode = reader.int16();
  const groupId = reader.string();
  const state = reader.string();
  const protocolType = reader.string();
  const protocol = reader.string();
  const members: DescribedGroup['members'] = [];
  const count = atMost(reader.count(MEMBER_BYTES), MOST_MEMBERS);
  for (let each = 0; each < count; each += 1) members.push(readMember(reader, version));
  const group = { errorCode, groupId, state, protocolType, protocol, members };
  return version >= OPERATIONS_SINCE ? { ...group, operations: reader.int32() } : group;
}

function readMember(reader: ByteReader, version: number): DescribedGroup['members'][number] {
  const memberId = reader.string();
  if (version >= INSTANCE_SINCE) reader.nullableString();
  const clientId = reader.string();
  const clientHost = reader.string();
  reader.bytes(); // subscription
  return { memberId, clientId, clientHost, memberAssignment: reader.bytes() };
}
