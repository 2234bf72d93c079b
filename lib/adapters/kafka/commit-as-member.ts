import { setTimeout as pause } from 'node:timers/promises';
import type { PartitionOffset } from '../../controller/ports';
import type { GroupSnapshot } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import type { GroupCoordinator } from './coordinator';
import { namePartitions } from './name-partitions';
import type { PartitionKey } from './partition-table';
import { type Attempt, seedMember } from './seed-member';

/** The limit from the join to the commit. Joining takes as long as the slowest member needs to rejoin. */
const BOUND_MS = 15_000;

/** The waits between joins. Every attempt rebalances the group, so there are only a few. */
const PAUSES_MS = [100, 500, 1_000];

/**
 * Commits offsets of a running group: joins it as a member without topics, commits as that member, and leaves. Kafka
 * checks the member and the generation of a commit, but not who owns the partition.
 *
 * All members rejoin twice, when this one joins and when it leaves. Under cooperative-sticky no partition moves; under
 * the eager strategies each member gets its partitions back within milliseconds.
 *
 * @throws SpillwayError `KAFKA_SEED_REFUSED`, after which some partitions may still be committed; `KAFKA_UNREACHABLE`,
 *   `KAFKA_TIMEOUT` and `KAFKA_AUTH_FAILED` if there is no connection to start with. The member has left in any case; if
 *   the connection is lost, the coordinator drops it after 10 s.
 */
export async function commitAsMember(
  coordinator: GroupCoordinator,
  group: GroupSnapshot,
  offsets: readonly PartitionOffset[],
  boundMs = BOUND_MS,
): Promise<void> {
  if (offsets.length === 0) return;
  const { groupId } = group;
  const reason = reasonNotToJoin(group);
  if (reason !== undefined) throw refused(groupId, offsets, reason);
  const deadlineMs = Date.now() + boundMs;
  const member = seedMember(coordinator, { groupId, protocol: group.protocol ?? '', deadlineMs });
  try {
    for (let attempt = 0; ; attempt += 1) {
      const ended = await member.attempt(offsets);
      if (ended.kind === 'committed') return;
      const pauseMs = PAUSES_MS[attempt];
      if (ended.kind === 'join-again' && pauseMs !== undefined) await pause(pauseMs);
      else throw refusal(groupId, offsets, ended, boundMs);
    }
  } finally {
    await member.leave();
  }
}

/** Why the member must not join: the coordinator would refuse it, or it would be the group's only member. */
function reasonNotToJoin({ state, protocolType, protocol, fault }: GroupSnapshot): Reason | undefined {
  if (fault)
    return { why: `the group could not be described: ${fault.code} (${fault.message})`, hint: LOOK_AGAIN };
  if (state !== 'Stable') return { why: `the group is ${state}, not Stable`, hint: LOOK_AGAIN };
  if (protocolType !== 'consumer') {
    return { why: `the group is of type "${protocolType ?? ''}", not "consumer"`, hint: CLASSIC };
  }
  if (protocol === undefined) {
    return { why: 'Kafka does not report the assignment strategy', hint: LOOK_AGAIN };
  }
  return undefined;
}

interface Reason {
  why: string;
  hint: string;
}

const LOOK_AGAIN = 'Nothing, if it passes: the next tick tries again.';
const CLASSIC = 'Spillway supports only groups of the classic consumer protocol, which the Collector uses.';
const RIGHTS =
  'Other commits of the same request may be stored. Check the READ right on the group and its topics.';

function refusal(
  groupId: string,
  offsets: readonly PartitionOffset[],
  ended: Exclude<Attempt, { kind: 'committed' }>,
  boundMs: number,
): SpillwayError {
  switch (ended.kind) {
    case 'elected':
      return refused(groupId, offsets, {
        why: 'the group elected Spillway as leader, so the other members have left or are leaving',
        hint: LOOK_AGAIN,
      });
    case 'late':
      return refused(groupId, offsets, {
        why: `it took longer than ${boundMs / 1_000} s, because members of the group rejoin slowly`,
        hint: 'The commits may be stored. Find the member that does not rejoin, for example one that hangs.',
      });
    case 'join-again':
      return refused(groupId, offsets, {
        why: `the group kept rebalancing; last error ${ended.fault.code} (${ended.fault.message})`,
        hint: LOOK_AGAIN,
      });
    case 'refused': {
      const why = `${ended.fault.code} (${ended.fault.message})`;
      return refused(groupId, ended.partitions ?? offsets, { why, hint: RIGHTS }, ended.cause);
    }
  }
}

function refused(
  groupId: string,
  partitions: readonly PartitionKey[],
  { why, hint }: Reason,
  cause?: SpillwayError,
): SpillwayError {
  return new SpillwayError(
    'KAFKA_SEED_REFUSED',
    `Committing ${namePartitions(partitions)} as a member of group ${groupId} failed: ${why}.`,
    hint,
    { cause },
  );
}
