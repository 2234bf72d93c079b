import { ByteWriter } from '../../../../../lib/adapters/kafka/codec/byte-writer';
import { describeGroupsV4 } from '../../../../../lib/adapters/kafka/codec/describe-groups-v4';
import { listGroupsV5 } from '../../../../../lib/adapters/kafka/codec/list-groups-v5';

const group = {
  ...{ errorCode: 0, groupId: '__proto__', state: 'Stable', protocolType: 'consumer', protocol: 'range' },
  members: [
    { memberId: 'm', clientId: 'c', clientHost: '/10.0.0.1', memberAssignment: Buffer.from('0102', 'hex') },
  ],
  authorizedOperations: 0b1_0000_1000,
};

function describeResponse(): Buffer {
  const writer = new ByteWriter().int32(0);
  writer.array([group], ({ members, authorizedOperations, ...of }) => {
    writer
      .int16(of.errorCode)
      .string(of.groupId)
      .string(of.state)
      .string(of.protocolType)
      .string(of.protocol);
    writer.array(members, (member) => {
      writer.string(member.memberId).int16(-1).string(member.clientId).string(member.clientHost);
      writer.int32(1).raw(Buffer.alloc(1)); // subscription
      writer.int32(member.memberAssignment.length).raw(member.memberAssignment);
    });
    writer.int32(authorizedOperations);
  });
  return writer.toBuffer();
}

function listResponse(): Buffer {
  const writer = new ByteWriter().noTags().int32(0).int16(0);
  writer.compactArray(['Classic', 'Consumer'], (kind) => {
    writer.compactString(`g-${kind}`).compactString('consumer').compactString('Stable');
    writer.compactString(kind).noTags();
  });
  return writer.noTags().toBuffer();
}

describe('DescribeGroups, version 4', () => {
  it('requests the authorised operations too', () => {
    expect(describeGroupsV4.encode({ groupIds: ['ab'] }).toString('hex')).toBe('000000010002616201');
  });

  it('reads state, strategy, members and rights', () => {
    expect(describeGroupsV4.decode(describeResponse())).toEqual({ groups: [group] });
  });
});

describe('ListGroups, version 5', () => {
  it('requests groups of every state and kind, after the tags of the header', () => {
    expect(listGroupsV5.encode({}).toString('hex')).toBe('00010100');
  });

  it('reads the kind of each group', () => {
    expect(listGroupsV5.decode(listResponse())).toEqual({
      errorCode: 0,
      groups: [
        { groupId: 'g-Classic', kind: 'Classic' },
        { groupId: 'g-Consumer', kind: 'Consumer' },
      ],
    });
  });
});

describe('both', () => {
  it.each([
    ['DescribeGroups', describeGroupsV4.decode, describeResponse()],
    ['ListGroups', listGroupsV5.decode, listResponse()],
  ])('reject a response of %s that is truncated or has extra bytes', (_name, decode, bytes) => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decode(bytes.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => decode(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow(RangeError);
  });
});
