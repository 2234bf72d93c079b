import type { PartitionOffset } from '../../controller/ports';
import type { Fault } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { commitRequest, coordinatorMoved, rejections } from './commit-offsets';
import type { GroupCoordinator } from './coordinator';
import { faultOfCode, isCoordinatorMoving, KAFKA } from './faults';
import type { PartitionKey } from './partition-table';
import { emptySubscription } from './protocol/consumer-protocol';
import type { KafkaNode, KafkaRequests } from './wire';

/** Short, so that the member delays the group only briefly if its process dies. Brokers allow at least 6 s by default. */
const SESSION_TIMEOUT_MS = 10_000;
/** The rebalance timeout. The coordinator uses the longest one of all members. */
const REBALANCE_TIMEOUT_MS = 10_000;

/** The result of one attempt to commit as a member. */
export type Attempt = { kind: 'committed' } | Ended;

type Ended =
  /** The group has a newer generation. */
  | { kind: 'join-again'; fault: Fault }
  /** This member was elected leader, so the others would wait for its assignment. */
  | { kind: 'elected' }
  | { kind: 'late' }
  | { kind: 'refused'; fault: Fault; partitions?: PartitionKey[]; cause?: SpillwayError };

/** A member without topics in a running group. */
export interface SeedMember {
  /** Joins the group and commits. After `join-again` it may be repeated. */
  attempt(offsets: readonly PartitionOffset[]): Promise<Attempt>;
  /** Leaves the group. Never throws, because the coordinator drops a silent member after 10 s. */
  leave(): Promise<void>;
}

interface Membership {
  groupId: string;
  /** The group's assignment strategy, which a new member must support. */
  protocol: string;
  deadlineMs: number;
}

type MemberRequest = 'JoinGroup' | 'SyncGroup' | 'OffsetCommit';

/**
 * Opens a member whose requests use a connection of their own. The coordinator delays JoinGroup until the others have
 * rejoined, and SyncGroup until the leader has assigned. LeaveGroup must not wait behind them.
 */
export function seedMember(
  coordinator: GroupCoordinator,
  { groupId, protocol, deadlineMs }: Membership,
): SeedMember {
  const connections = new Map<string, Promise<KafkaNode>>();
  let memberId = '';

  function connectionTo(node: KafkaNode): Promise<KafkaNode> {
    const connection = connections.get(node.address) ?? node.openAnother();
    connections.set(node.address, connection);
    return connection;
  }

  async function send<K extends MemberRequest>(
    name: K,
    request: KafkaRequests[K]['request'],
    movedCodeOf: (response: KafkaRequests[K]['response']) => number,
  ): Promise<{ response: KafkaRequests[K]['response'] } | Ended> {
    const leftMs = deadlineMs - Date.now();
    if (leftMs <= 0) return { kind: 'late' };
    const sent = await coordinator(
      async (node) => {
        try {
          return { response: await (await connectionTo(node)).send(name, request, leftMs) };
        } catch (error) {
          // This is not a failure of the coordinator, so LeaveGroup is still sent to it.
          if (error instanceof SpillwayError) return { error };
          throw error;
        }
      },
      (reply) => ('response' in reply ? movedCodeOf(reply.response) : KAFKA.NONE),
    );
    if (sent.fault) {
      return { kind: 'refused', fault: sent.fault, ...(sent.error ? { cause: sent.error } : {}) };
    }
    if ('response' in sent.response) return { response: sent.response.response };
    const { error } = sent.response;
    if (error.code === 'KAFKA_TIMEOUT') return { kind: 'late' };
    return { kind: 'refused', fault: { code: error.code, message: error.message }, cause: error };
  }

  /** `undefined` means to continue. */
  function judge(errorCode: number): Ended | undefined {
    switch (errorCode) {
      case KAFKA.NONE:
        return undefined;
      case KAFKA.UNKNOWN_MEMBER_ID:
        memberId = '';
        return { kind: 'join-again', fault: faultOfCode(errorCode) };
      case KAFKA.MEMBER_ID_REQUIRED:
      case KAFKA.ILLEGAL_GENERATION:
      case KAFKA.REBALANCE_IN_PROGRESS:
        return { kind: 'join-again', fault: faultOfCode(errorCode) };
      default:
        return { kind: 'refused', fault: faultOfCode(errorCode) };
    }
  }

  async function join(): Promise<{ generationId: number } | Ended> {
    const idSent = memberId;
    const sent = await send(
      'JoinGroup',
      {
        groupId,
        sessionTimeoutMs: SESSION_TIMEOUT_MS,
        rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
        memberId,
        protocolType: 'consumer',
        protocol: { name: protocol, metadata: emptySubscription() },
      },
      movedCode,
    );
    if (!('response' in sent)) return sent;
    const { errorCode, generationId, leaderId, memberId: given } = sent.response;
    if (given !== '') memberId = given;
    // Since Kafka 2.2 a new member gets its id first, so that it can leave before the join has finished.
    if (errorCode === KAFKA.MEMBER_ID_REQUIRED && idSent === '' && given !== '') return join();
    const ended = judge(errorCode);
    if (ended) return ended;
    return leaderId === memberId ? { kind: 'elected' } : { generationId };
  }

  return {
    async attempt(offsets) {
      const joined = await join();
      if ('kind' in joined) return joined;
      const { generationId } = joined;
      const synced = await send('SyncGroup', { groupId, generationId, memberId }, movedCode);
      if (!('response' in synced)) return synced;
      const stopped = judge(synced.response.errorCode);
      if (stopped) return stopped;
      const committed = await send(
        'OffsetCommit',
        commitRequest(groupId, { memberId, generationId }, offsets),
        coordinatorMoved,
      );
      if (!('response' in committed)) return committed;
      const ended = rejections(committed.response).flatMap(({ topic, partition, errorCode }) => {
        const outcome = judge(errorCode);
        return outcome ? [{ outcome, key: { topic, partition } }] : [];
      });
      const refused = ended.filter(({ outcome }) => outcome.kind === 'refused');
      const worst = (refused[0] ?? ended[0])?.outcome;
      if (worst === undefined) return { kind: 'committed' };
      return worst.kind === 'refused' ? { ...worst, partitions: refused.map(({ key }) => key) } : worst;
    },

    async leave() {
      if (memberId === '') return;
      try {
        await coordinator((node) => node.send('LeaveGroup', { groupId, memberId }), movedCode);
      } catch (error) {
        if (!(error instanceof SpillwayError)) throw error;
      }
    },
  };
}

/** Other codes are handled by the caller. */
function movedCode({ errorCode }: { errorCode: number }): number {
  return isCoordinatorMoving(errorCode) ? errorCode : KAFKA.NONE;
}
