import { ByteWriter } from '../../../../../lib/adapters/kafka/protocol/byte-writer';
import { describeGroups } from '../../../../../lib/adapters/kafka/protocol/describe-groups';
import { listGroups } from '../../../../../lib/adapters/kafka/protocol/list-groups';
import { decodeBody, encodeBody } from '../../../../_helpers/kafka/codec';

const group = {
  ...{ errorCode: 0, groupId: '__proto__', state: 'Stable', protocolType: 'consumer', protocol: 'range' },
  members: [
    { memberId: 'm', clientId: 'c', clientHost: '/10.0.0.1', memberAssignment: Buffer.from('0102', 'hex') },
  ],
  operations: 0b1_0000_1000,
};

function describeResponse(): Buffer {
  const writer = new ByteWriter().int32(0);
  writer.array([group], ({ members, operations, ...of }) => {
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
    writer.int32(operations);
  });
  return writer.toBuffer();
}

function listResponse(): Buffer {
  const writer = new ByteWriter().int32(0).int16(0);
  writer.compactArray(['Classic', 'Consumer'], (kind) => {
    writer.compactString(`g-${kind}`).compactString('consumer').compactString('Stable');
    writer.compactString(kind).noTags();
  });
  return writer.noTags().toBuffer();
}

const describing = { groupId: '__proto__' };
const listing = { groupId: 'g-Consumer' };

describe('DescribeGroups', () => {
  it('requests the allowed operations too, since version 3', () => {
    expect(encodeBody(describeGroups, { groupId: 'ab' }).toString('hex')).toBe('000000010002616201');
    expect(encodeBody(describeGroups, { groupId: 'ab' }, 2).toString('hex')).toBe('0000000100026162');
  });

  it('reads state, strategy, members and rights', () => {
    expect(decodeBody(describeGroups, describeResponse(), describing)).toEqual(group);
  });
});

describe('ListGroups', () => {
  it.each([
    [5, '010100'],
    [4, '0100'],
    [3, '00'],
    [2, ''],
  ])('requests groups of every state and kind in version %i', (version, hex) => {
    expect(encodeBody(listGroups, listing, version).toString('hex')).toBe(hex);
  });

  it('reads the kind of the group, and keeps nothing of the others', () => {
    expect(decodeBody(listGroups, listResponse(), listing)).toEqual({
      ...{ errorCode: 0, group: { kind: 'Consumer' } },
    });
    expect(decodeBody(listGroups, listResponse(), { groupId: 'g' })).toEqual({ errorCode: 0 });
  });
});

describe('both', () => {
  it.each([
    [
      'DescribeGroups',
      (bytes: Buffer): unknown => decodeBody(describeGroups, bytes, describing),
      describeResponse(),
    ],
    ['ListGroups', (bytes: Buffer): unknown => decodeBody(listGroups, bytes, listing), listResponse()],
  ])('reject a response of %s that is truncated or has extra bytes', (_name, decode, bytes) => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decode(bytes.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => decode(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow(RangeError);
  });
});
