import { setTimeout as pause } from 'node:timers/promises';
import type { PartitionOffset } from '../../controller/ports';
import type { GroupSnapshot } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import type { GroupCoordinator } from './coordinator';
import { namePartitions } from './name-partitions';
import type { PartitionKey } from './partition-table';
import { type Attempt, seedMember } from './seed-member';

/** From joining to the commit. Joining takes as long as the slowest member needs to rejoin. */
const BOUND_MS = 15_000;

/** Before joining again. Every attempt rebalances the group, so there are few of them. */
const PAUSES_MS = [100, 500, 1_000];

/**
 * Commits offsets of a running group: joins it as a member without topics, commits as that member, and leaves. Kafka
 * checks a commit's member and generation, not who owns the partition.
 *
 * Everybody rejoins twice, once for our joining and once for our leaving. Under cooperative-sticky nobody's partitions
 * move; under the eager strategies each member gets its partitions back within milliseconds.
 *
 * @throws SpillwayError `KAFKA_SEED_REFUSED`, some partitions may be committed all the same; `KAFKA_UNREACHABLE`,
 *   `KAFKA_TIMEOUT` and `KAFKA_AUTH_FAILED` when there is no connection to begin with. The member has left in any case;
 *   where the connection is lost, the coordinator drops it after 10 s.
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

/** What the coordinator would refuse, or what would make us the group's only member. */
function reasonNotToJoin({ state, protocolType, protocol, fault }: GroupSnapshot): Reason | undefined {
  if (fault) return { why: `the group is not known: ${fault.code} (${fault.message})`, hint: LOOK_AGAIN };
  if (state !== 'Stable') return { why: `the group is ${state}, not Stable`, hint: LOOK_AGAIN };
  if (protocolType !== 'consumer') {
    return { why: `the group is of type "${protocolType ?? ''}", not "consumer"`, hint: CLASSIC };
  }
  if (protocol === undefined) {
    return { why: 'Kafka does not say which assignment strategy is in force', hint: LOOK_AGAIN };
  }
  return undefined;
}

interface Reason {
  why: string;
  hint: string;
}

const LOOK_AGAIN = 'Nothing is needed if it passes: the next tick looks at the group again.';
const CLASSIC = 'Spillway joins groups of the classic consumer protocol only, which the Collector uses.';
const RIGHTS =
  'Read the commits back: others of the same request may be stored. Check the rights to read the group and its topics.';

function refusal(
  groupId: string,
  offsets: readonly PartitionOffset[],
  ended: Exclude<Attempt, { kind: 'committed' }>,
  boundMs: number,
): SpillwayError {
  switch (ended.kind) {
    case 'elected':
      return refused(groupId, offsets, {
        why: 'the group elected us leader, so its members have left or are leaving',
        hint: LOOK_AGAIN,
      });
    case 'late':
      return refused(groupId, offsets, {
        why: `it was not done within ${boundMs / 1_000} s; members of the group are slow to rejoin`,
        hint: 'Read the commits back: they may be stored. See which member does not rejoin, for example one that hangs.',
      });
    case 'join-again':
      return refused(groupId, offsets, {
        why: `the group kept rebalancing, at last ${ended.fault.code} (${ended.fault.message})`,
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
