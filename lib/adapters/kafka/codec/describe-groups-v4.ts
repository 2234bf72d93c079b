import type { DescribedGroup } from '../wire';
import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import type { OwnCodec } from './own-codec';

/**
 * DescribeGroups with authorised operations, which kafkajs's versions lack. Version 4 exists since Kafka 2.4. It is the
 * last version that is not flexible, and the last that reports an unknown group as Dead.
 */
export const describeGroupsV4: OwnCodec<'DescribeGroups'> = {
  apiKey: 15,
  apiVersion: 4,

  encode({ groupIds }) {
    const writer = new ByteWriter();
    return writer
      .array(groupIds, (id) => writer.string(id))
      .boolean(true) // include authorized operations
      .toBuffer();
  },

  decode(response) {
    const reader = new ByteReader(response);
    reader.int32(); // throttle time
    const groups = reader.array(() => readGroup(reader));
    reader.end();
    return { groups };
  },
};

function readGroup(reader: ByteReader): DescribedGroup {
  return {
    errorCode: reader.int16(),
    groupId: reader.string(),
    state: reader.string(),
    protocolType: reader.string(),
    protocol: reader.string(),
    members: reader.array(() => readMember(reader)),
    authorizedOperations: reader.int32(),
  };
}

function readMember(reader: ByteReader): DescribedGroup['members'][number] {
  const memberId = reader.string();
  reader.nullableString(); // instance id
  const clientId = reader.string();
  const clientHost = reader.string();
  reader.bytes(); // subscription
  return { memberId, clientId, clientHost, memberAssignment: reader.bytes() };
}
