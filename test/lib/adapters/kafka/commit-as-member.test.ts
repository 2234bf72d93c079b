import { commitAsMember } from '../../../../lib/adapters/kafka/commit-as-member';
import { groupCoordinator } from '../../../../lib/adapters/kafka/coordinator';
import type { GroupSnapshot } from '../../../../lib/core/snapshot/kafka';
import { SpillwayError } from '../../../../lib/errors';
import { brokerAddress, fakeCluster, type Script } from '../../../_helpers/kafka/fake-cluster';
import type { ScriptedRequests } from '../../../_helpers/kafka/scripted-requests';

const STABLE: GroupSnapshot = {
  ...{ groupId: 'g', state: 'Stable', protocolType: 'consumer', protocol: 'range', members: [] },
};
const offsets = [
  { topic: 'spans', partition: 0, offset: 3n },
  { topic: '__proto__', partition: 1, offset: 0n },
];
const NONE = 0;
const UNKNOWN_TOPIC = 3;
const NOT_COORDINATOR = 16;
const ILLEGAL_GENERATION = 22;
const INCONSISTENT_GROUP_PROTOCOL = 23;
const UNKNOWN_MEMBER_ID = 25;
const REBALANCE_IN_PROGRESS = 27;
const TOPIC_AUTHORIZATION_FAILED = 29;
const GROUP_AUTHORIZATION_FAILED = 30;

/** Error codes, one for each request of the kind, and then `NONE`. */
interface Codes {
  join?: number[];
  sync?: number[];
  /** By topic; `all` is for those that are not named. */
  commit?: Map<string, number>[];
  leave?: number[];
  leaderId?: string;
}

type Sent<K extends 'JoinGroup' | 'OffsetCommit'> = ScriptedRequests[K]['request'][];

/** A coordinator that first assigns an id to each new member, as Kafka 2.2 and later do. */
function seed(
  { join = [], sync = [], commit = [], leave = [], leaderId = 'other' }: Codes,
  change: Script = {},
) {
  const joins: Sent<'JoinGroup'> = [];
  const commits: Sent<'OffsetCommit'> = [];
  let members = 0;
  let generationId = 7;
  const cluster = fakeCluster({
    FindCoordinator: () => ({ errorCode: NONE, coordinator: brokerAddress(1) }),
    JoinGroup: (request) => {
      joins.push(request);
      const { memberId } = request;
      if (memberId === '') {
        members += 1;
        return { errorCode: 79, generationId: -1, leaderId: '', memberId: `us-${members}` };
      }
      generationId += 1;
      return { errorCode: join.shift() ?? NONE, generationId, leaderId, memberId };
    },
    SyncGroup: () => ({ errorCode: sync.shift() ?? NONE }),
    OffsetCommit: (request) => {
      commits.push(request);
      const codes = commit.shift() ?? new Map<string, number>();
      return {
        responses: request.topics.map(({ topic, partitions }) => ({
          topic,
          partitions: partitions.map(({ partition }) => ({
            partition,
            errorCode: codes.get(topic) ?? codes.get('all') ?? NONE,
          })),
        })),
      };
    },
    LeaveGroup: () => ({ errorCode: leave.shift() ?? NONE }),
    ...change,
  });
  const done = commitAsMember(groupCoordinator(cluster, 'g'), STABLE, offsets);
  return { done, joins, commits, sent: () => cluster.sent.map((sent) => sent.replace(/@.*/, '')) };
}

const ONE_ATTEMPT = ['JoinGroup', 'SyncGroup', 'OffsetCommit'];

describe('commitAsMember', () => {
  it('joins without topics under the current strategy, commits as that member, and leaves', async () => {
    const { done, joins, commits, sent } = seed({});
    await done;

    expect(sent()).toEqual(['FindCoordinator', 'JoinGroup', ...ONE_ATTEMPT, 'LeaveGroup']);
    expect(joins.map(({ memberId }) => memberId)).toEqual(['', 'us-1']);
    expect(joins[1]).toMatchObject({
      ...{ groupId: 'g', protocolType: 'consumer', sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000 },
      protocol: { name: 'range', metadata: Buffer.from('000000000000ffffffff', 'hex') },
    });
    expect(commits).toEqual([
      {
        ...{ groupId: 'g', generationId: 8, memberId: 'us-1' },
        topics: [
          { topic: 'spans', partitions: [{ partition: 0, offset: '3' }] },
          { topic: '__proto__', partitions: [{ partition: 1, offset: '0' }] },
        ],
      },
    ]);
  });

  it.each<[string, Codes, string[]]>([
    ['joining, in a rebalance', { join: [REBALANCE_IN_PROGRESS] }, ['us-1', 'us-1']],
    ['joining, as a member that is not known any more', { join: [UNKNOWN_MEMBER_ID] }, ['us-1', '', 'us-2']],
    ['getting an assignment, in a rebalance', { sync: [REBALANCE_IN_PROGRESS] }, ['us-1', 'us-1']],
    ['getting an assignment, at an old generation', { sync: [ILLEGAL_GENERATION] }, ['us-1', 'us-1']],
    ['committing, in a rebalance', { commit: [new Map([['all', REBALANCE_IN_PROGRESS]])] }, ['us-1', 'us-1']],
    [
      'committing, at an old generation',
      { commit: [new Map([['all', ILLEGAL_GENERATION]])] },
      ['us-1', 'us-1'],
    ],
    [
      'committing, as a dropped member',
      { commit: [new Map([['all', UNKNOWN_MEMBER_ID]])] },
      ['us-1', '', 'us-2'],
    ],
  ])('joins again after %s', async (_when, codes, joinedAs) => {
    const { done, joins, sent } = seed(codes);
    await done;

    expect(joins.slice(1).map(({ memberId }) => memberId)).toEqual(joinedAs);
    expect(sent().slice(-1)).toEqual(['LeaveGroup']);
  });

  it('gives up after a few attempts if the group keeps rebalancing, because each attempt rebalances it too', async () => {
    const { done, sent } = seed({ sync: Array(9).fill(REBALANCE_IN_PROGRESS) });

    await expect(done).rejects.toMatchObject({
      code: 'KAFKA_SEED_REFUSED',
      message: expect.stringContaining('kept rebalancing; last error REBALANCE_IN_PROGRESS'),
    });
    expect(sent().filter((name) => name === 'SyncGroup')).toHaveLength(4);
    expect(sent().slice(-1)).toEqual(['LeaveGroup']);
  });

  it('leaves at once if it is elected leader, and commits nothing', async () => {
    const { done, sent } = seed({ leaderId: 'us-1' });

    await expect(done).rejects.toMatchObject({
      code: 'KAFKA_SEED_REFUSED',
      message: expect.stringContaining('the group elected Spillway as leader'),
    });
    expect(sent()).toEqual(['FindCoordinator', 'JoinGroup', 'JoinGroup', 'LeaveGroup']);
  });

  it.each<[string, Codes, string]>([
    [
      'the group',
      { join: [GROUP_AUTHORIZATION_FAILED] },
      'spans 0; __proto__ 1 as a member of group g failed: GROUP_A',
    ],
    ['the strategy', { join: [INCONSISTENT_GROUP_PROTOCOL] }, 'failed: INCONSISTENT_GROUP_PROTOCOL'],
    [
      'a topic, which alone is named',
      { commit: [new Map([['__proto__', TOPIC_AUTHORIZATION_FAILED]])] },
      'Committing __proto__ 1 as a member of group g failed: TOPIC_AUTHORIZATION_FAILED',
    ],
    [
      'a partition',
      { commit: [new Map([['spans', UNKNOWN_TOPIC]])] },
      'Committing spans 0 as a member of group g failed',
    ],
    [
      'a topic, whatever the others say',
      {
        commit: [
          new Map([
            ['all', REBALANCE_IN_PROGRESS],
            ['spans', TOPIC_AUTHORIZATION_FAILED],
          ]),
        ],
      },
      'Committing spans 0 as',
    ],
  ])('is rejected for %s, and leaves', async (_what, codes, message) => {
    const { done, sent } = seed(codes);

    await expect(done).rejects.toMatchObject({
      code: 'KAFKA_SEED_REFUSED',
      message: expect.stringContaining(message),
    });
    expect(sent().slice(-1)).toEqual(['LeaveGroup']);
  });

  it('leaves if joining takes too long or the connection breaks', async () => {
    for (const [code, why] of [
      ['KAFKA_TIMEOUT', 'it took longer than 15 s'],
      ['KAFKA_UNREACHABLE', 'failed: KAFKA_UNREACHABLE (JoinGroup broke off.)'],
    ] as const) {
      const { done, sent } = seed(
        {},
        {
          JoinGroup: ({ memberId }) => {
            if (memberId !== '') throw new SpillwayError(code, 'JoinGroup broke off.', '');
            return { errorCode: 79, generationId: -1, leaderId: '', memberId: 'us-1' };
          },
        },
      );

      await expect(done).rejects.toMatchObject({
        code: 'KAFKA_SEED_REFUSED',
        message: expect.stringContaining(why),
      });
      expect(sent().slice(-1)).toEqual(['LeaveGroup']);
    }
  });

  it('follows a coordinator that moves', async () => {
    const { done, sent } = seed({ commit: [new Map([['all', NOT_COORDINATOR]])], leave: [NOT_COORDINATOR] });
    await done;

    expect(sent().filter((name) => name === 'FindCoordinator')).toHaveLength(3);
    expect(sent().filter((name) => name === 'OffsetCommit')).toHaveLength(2);
    expect(sent().filter((name) => name === 'LeaveGroup')).toHaveLength(2);
  });

  it.each<[string, { [K in keyof GroupSnapshot]?: GroupSnapshot[K] | undefined }]>([
    ['Kafka does not report the assignment strategy', { protocol: undefined }],
    ['the group is of type "", not "consumer"', { protocolType: undefined }],
    ['the group is Empty, not Stable', { state: 'Empty' }],
    ['the group is PreparingRebalance, not Stable', { state: 'PreparingRebalance' }],
    ['the group is of type "connect", not "consumer"', { protocolType: 'connect' }],
    [
      'the group could not be described: GROUP_PROTOCOL_UNSUPPORTED (KIP-848)',
      { state: 'unknown', fault: { code: 'GROUP_PROTOCOL_UNSUPPORTED', message: 'KIP-848' } },
    ],
  ])('does not join if %s', async (why, group) => {
    const cluster = fakeCluster({});
    const done = commitAsMember(
      groupCoordinator(cluster, 'g'),
      { ...STABLE, ...group } as GroupSnapshot,
      offsets,
    );

    await expect(done).rejects.toMatchObject({
      code: 'KAFKA_SEED_REFUSED',
      message: `Committing spans 0; __proto__ 1 as a member of group g failed: ${why}.`,
    });
    expect(cluster.sent).toEqual([]);
  });

  it('sends no request without offsets', async () => {
    const cluster = fakeCluster({});
    await commitAsMember(groupCoordinator(cluster, 'g'), STABLE, []);

    expect(cluster.sent).toEqual([]);
  });
});
