import { AssignerProtocol } from 'kafkajs';
import { groupSnapshot } from '../../../../lib/adapters/kafka/describe-group';
import type { DescribedGroup } from '../../../../lib/adapters/kafka/protocol/describe-groups';

const encode = (assignment: Record<string, number[]>) =>
  AssignerProtocol.MemberAssignment.encode({ version: 0, assignment, userData: Buffer.alloc(0) });

const described = (memberAssignment: Buffer, more: Partial<DescribedGroup> = {}): DescribedGroup => ({
  ...{ errorCode: 0, groupId: 'g', state: 'Stable', protocolType: 'consumer', protocol: 'range' },
  members: [{ memberId: 'm-1', clientId: 'otel', clientHost: '/10.0.3.7', memberAssignment }],
  ...more,
});

describe('groupSnapshot', () => {
  it('reads members, their address without the slash, and their partitions in order', () => {
    const group = groupSnapshot('g', described(encode({ spans: [4, 0, 2], logs: [1] })));

    expect(group).toEqual({
      groupId: 'g',
      state: 'Stable',
      protocolType: 'consumer',
      protocol: 'range',
      members: [
        {
          ...{ memberId: 'm-1', clientId: 'otel', host: '10.0.3.7' },
          assignment: [
            { topic: 'logs', partitions: [1] },
            { topic: 'spans', partitions: [0, 2, 4] },
          ],
        },
      ],
    });
  });

  it('replaces control characters in a client id, which any client can choose', () => {
    const [member] = described(encode({})).members;
    const injecting = {
      ...member,
      clientId: 'otel\u001b[2J\u009b\u202e\n',
    } as DescribedGroup['members'][number];
    const group = groupSnapshot('g', described(encode({}), { members: [injecting] }));

    expect(group.members[0]?.clientId).toBe('otel\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}');
  });

  it.each([
    ['has no partitions', encode({}), {}, []],
    ['was not told yet', Buffer.alloc(0), {}, 'unknown'],
    ['speaks gibberish', Buffer.from([0, 0, 0, 0, 0, 9, 0, 77]), {}, 'unknown'],
    ['is no consumer', encode({ spans: [0] }), { protocolType: 'connect' }, 'unknown'],
  ])('a member that %s', (_case, bytes, more, assignment) => {
    expect(groupSnapshot('g', described(bytes, more)).members).toMatchObject([{ assignment }]);
  });

  it.each([
    ['READ and DESCRIBE', (1 << 3) | (1 << 8), { mayCommit: true }],
    ['DESCRIBE only', 1 << 8, { mayCommit: false }],
    ['nothing', 0, { mayCommit: false }],
    ['what the broker does not say', -2_147_483_648, {}],
    ['what an old broker cannot say', undefined, {}],
  ])('allowed %s', (_rights, operations, expected) => {
    const rights = operations === undefined ? {} : { operations };
    const { mayCommit } = groupSnapshot('g', described(encode({}), rights));

    expect(mayCommit === undefined ? {} : { mayCommit }).toEqual(expected);
  });

  it('omits what a group without members does not have', () => {
    const empty = { state: 'Empty', protocolType: '', protocol: '', members: [] };

    expect(groupSnapshot('g', described(encode({}), empty))).toEqual({
      groupId: 'g',
      state: 'Empty',
      members: [],
    });
  });

  it('does not guess an unknown state', () => {
    expect(groupSnapshot('g', described(encode({}), { state: 'Assigning' }))).toEqual({
      groupId: 'g',
      state: 'unknown',
      members: [],
      fault: { code: 'GROUP_STATE_UNKNOWN', message: `Kafka reports the unknown group state "Assigning"` },
    });
  });
});
