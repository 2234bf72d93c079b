import { readersOf } from '../../../../lib/core/facts/readers';
import type { GroupMember, GroupState } from '../../../../lib/core/snapshot/kafka';
import type { ServiceSnapshot } from '../../../../lib/core/snapshot/service';
import { NOW_MS, service, snapshot, task } from '../../../_helpers/core/snapshots';

const OURS = 'spillway-checkout';
/** The client id of a Collector that has no configured one. */
const DEFAULT = 'otel-collector';

function member(host: string, clientId = DEFAULT, more: Partial<GroupMember> = {}): GroupMember {
  return { memberId: `${clientId}-${host}`, clientId, host, assignment: [], ...more };
}

interface Case {
  members: GroupMember[];
  service?: ServiceSnapshot;
  clientIds?: string[];
  membersPerTask?: number;
  state?: GroupState;
  inRollout?: 'in rollout';
}

function readers({
  members,
  state = 'Stable',
  clientIds = [],
  membersPerTask = 1,
  inRollout,
  ...more
}: Case) {
  const kafka = snapshot([], { group: { groupId: 'otel-processing', state, members } });
  const settled = inRollout === undefined;
  return readersOf(kafka, more.service ?? service(3), { clientIds, membersPerTask }, NOW_MS, settled);
}

const at = (...hosts: number[]) => hosts.map((host) => member(`10.0.0.${host}`));
/** Addresses that brokers see behind NAT, PrivateLink or a proxy. */
const behindNat = (count: number, clientId = DEFAULT) =>
  Array.from({ length: count }, (_, index) => member('192.168.7.7', clientId, { memberId: `m${index}` }));

describe('members of the group are ours', () => {
  it.each<[string, Case]>([
    ['by address and number', { members: at(1, 2, 3) }],
    ['when there are none', { members: [] }],
    ['when fewer joined than tasks run', { members: at(1) }],
    ['by number alone, where brokers see other addresses than ECS', { members: behindNat(3) }],
    [
      'when one task brings several: a receiver and signal each',
      { members: [...at(1, 1, 2, 2, 3, 3)], membersPerTask: 2 },
    ],
    ['up to twice the number while tasks are replaced', { members: behindNat(6), inRollout: 'in rollout' }],
    [
      'by the client_id that only this pipeline has, behind NAT',
      { members: behindNat(3, OURS), clientIds: [OURS] },
    ],
    [
      'by one of several client_ids',
      { members: [...behindNat(2, OURS), ...behindNat(1, 'b')], clientIds: [OURS, 'b'] },
    ],
    [
      'when few addresses look like ours: a proxy may share one with a task',
      { members: [...at(1), ...behindNat(2)] },
    ],
    [
      'when a member is Spillway itself, which seeds',
      { members: [...at(1, 2, 3), member('10.9.9.9', 'spillway')] },
    ],
    [
      'when Spillway seeds and its assignment is unknown',
      { members: [...at(1, 2, 3), member('10.9.9.9', 'spillway', { assignment: 'unknown' })] },
    ],
    [
      'when tasks run that have not shown up as tasks yet',
      { members: behindNat(3), service: service(3, { tasks: [] }) },
    ],
    [
      'also where a config says that no member comes with a task',
      { members: at(1, 2, 3), membersPerTask: 0 },
    ],
  ])('%s', (_name, given) => {
    expect(readers(given).foreign).toBeUndefined();
  });

  it.each<[string, Case, RegExp]>([
    [
      'another client_id',
      { members: [...behindNat(2, OURS), member('10.0.0.3', 'kcat')], clientIds: [OURS] },
      /^members kcat at 10.0.0.3 do not have the client_id/,
    ],
    [
      'an address of no task, while most have one',
      { members: [...at(1, 2), member('10.9.9.9')] },
      /^members otel-collector at 10.9.9.9 have an address that no task has$/,
    ],
    [
      'an address of no task, while half have one',
      { members: [...at(1), member('10.9.9.9')] },
      /10.9.9.9 have an address that no task has$/,
    ],
    [
      'one more than the tasks explain',
      { members: behindNat(4) },
      /^the group has 4 members; the service accounts for at most 3$/,
    ],
    [
      'one more than twice as many, while tasks are replaced',
      { members: behindNat(7), inRollout: 'in rollout' },
      /^the group has 7 members; the service accounts for at most 6/,
    ],
    [
      'any, while no task runs',
      { members: behindNat(1), service: service(0) },
      /^the group has 1 member; the service accounts for at most 0/,
    ],
    [
      'the client_id of Spillway and partitions: nobody who seeds has any',
      {
        members: [
          ...at(1, 2, 3),
          member('10.9.9.9', 'spillway', { assignment: [{ topic: 'otlp_spans', partitions: [0] }] }),
        ],
      },
      /spillway at 10.9.9.9 have an address that no task has/,
    ],
  ])('not with %s', (_name, given, expected) => {
    expect(readers(given).foreign).toMatch(expected);
  });

  it('and a seeding member is not among them', () => {
    expect(readers({ members: [...at(1), member('10.9.9.9', 'spillway')] }).members).toEqual(at(1));
  });
});

describe('running tasks are in the group', () => {
  const started = (agoMs: number | undefined, more = {}) =>
    service(1, {
      tasks: [task(0, { startedAtMs: agoMs === undefined ? undefined : NOW_MS - agoMs, ...more })],
    });

  it.each<[string, Case, [grown: number, absent: number]]>([
    ['all of them', { members: at(1, 2, 3) }, [3, 0]],
    ['none', { members: [], state: 'Empty' }, [3, 3]],
    ['one', { members: at(1) }, [3, 2]],
    ['one of them, by half of the members that it brings', { members: at(1), membersPerTask: 2 }, [3, 2]],
    [
      'none of them, where other clients read under another client_id',
      { members: at(1, 2, 3), clientIds: [OURS] },
      [3, 3],
    ],
    ['all, for all that is known in a rebalance', { members: at(1), state: 'PreparingRebalance' }, [3, 0]],
    [
      'none, in a group that rebalances without a member',
      { members: [], state: 'PreparingRebalance' },
      [3, 3],
    ],
    ['all, as long as the group is unknown', { members: [], state: 'unknown' }, [3, 0]],
    ['none has to be after less than a minute', { members: [], service: started(59_999) }, [0, 0]],
    ['each has to be after a minute', { members: [], service: started(60_000) }, [1, 1]],
    ['none has to be that has not started', { members: [], service: started(undefined) }, [0, 0]],
    [
      'none has to be that is stopping',
      { members: [], service: started(90_000, { lastStatus: 'STOPPING' }) },
      [0, 0],
    ],
    ['more than run, and none is absent', { members: behindNat(5) }, [3, 0]],
  ])('%s', (_name, given, [establishedTasks, absentTasks]) => {
    expect(readers(given)).toMatchObject({ establishedTasks, absentTasks });
  });

  it('and the owner of a partition is known', () => {
    const owner = member('10.0.0.1', DEFAULT, { assignment: [{ topic: 'otlp_spans', partitions: [2] }] });
    const { ownerOf } = readers({ members: [owner] });

    expect(ownerOf('otlp_spans', 2)).toContain('10.0.0.1');
    expect(ownerOf('otlp_spans', 1)).toBeUndefined();
  });
});
