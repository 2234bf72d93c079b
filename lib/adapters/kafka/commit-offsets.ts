import type { PartitionOffset } from '../../controller/ports';
import type { Fault } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import type { GroupCoordinator } from './coordinator';
import { faultOfCode, isCoordinatorMoving, KAFKA } from './faults';
import { namePartitions } from './name-partitions';
import { groupRows, type PartitionKey } from './partition-table';
import type { KafkaRequests } from './wire';

/** The error codes that a non-member gets if the group has members, or is about to have some. */
const NOT_EMPTY = new Set<number>([
  KAFKA.UNKNOWN_MEMBER_ID,
  KAFKA.ILLEGAL_GENERATION,
  KAFKA.REBALANCE_IN_PROGRESS,
]);

/**
 * Commits offsets without being a member: generation −1, no member id. Kafka accepts this only while the group is Empty,
 * which makes it safe. It is not retried if the group has members.
 *
 * @throws SpillwayError `KAFKA_GROUP_NOT_EMPTY`, `KAFKA_COMMIT_REFUSED`; `KAFKA_TIMEOUT` or `KAFKA_UNREACHABLE` if the
 *   outcome is unknown
 */
export async function commitWhileEmpty(
  coordinator: GroupCoordinator,
  groupId: string,
  offsets: PartitionOffset[],
): Promise<void> {
  if (offsets.length === 0) return;
  const request = commitRequest(groupId, NOBODY, offsets);
  const sent = await coordinator((node) => node.send('OffsetCommit', request), coordinatorMoved);
  if (sent.fault) throw sent.error ?? refused(groupId, offsets, sent.fault);
  const rejected = rejections(sent.response);
  const first = rejected[0];
  if (!first) return;
  if (rejected.some(({ errorCode }) => NOT_EMPTY.has(errorCode))) throw notEmpty(groupId, offsets);
  throw refused(groupId, rejected, faultOfCode(first.errorCode));
}

/** The committing member and its generation. */
export interface Committer {
  memberId: string;
  generationId: number;
}

const NOBODY: Committer = { memberId: '', generationId: -1 };

type OffsetCommit = KafkaRequests['OffsetCommit'];

/** Builds an OffsetCommit request. */
export function commitRequest(
  groupId: string,
  { memberId, generationId }: Committer,
  offsets: readonly PartitionOffset[],
): OffsetCommit['request'] {
  const { topics, rows } = groupRows(offsets);
  const inOrder = BigInt64Array.from(rows, ({ offset }) => offset);
  return { groupId, generationId, memberId, topics, offsets: inOrder };
}

/** Kafka returns this error per partition, although it concerns the whole request. */
export function coordinatorMoved({ errorCode }: OffsetCommit['response']): number {
  return errorCode.find(isCoordinatorMoving) ?? KAFKA.NONE;
}

/** The refused partitions, with the reasons. */
export function rejections({
  topics,
  partition,
  errorCode,
}: OffsetCommit['response']): (PartitionKey & { errorCode: number })[] {
  const rejected: (PartitionKey & { errorCode: number })[] = [];
  let row = 0;
  for (const { topic, rows } of topics) {
    for (const end = row + rows; row < end; row += 1) {
      const code = errorCode[row] ?? KAFKA.NONE;
      if (code !== KAFKA.NONE) rejected.push({ topic, partition: partition[row] ?? -1, errorCode: code });
    }
  }
  return rejected;
}

function notEmpty(groupId: string, offsets: PartitionKey[]): SpillwayError {
  return new SpillwayError(
    'KAFKA_GROUP_NOT_EMPTY',
    `Committing ${namePartitions(offsets)} for group ${groupId} was refused: the group has members.`,
    'Stop every consumer of the group, wait until it is Empty, and check the commits before you try again.',
  );
}

function refused(groupId: string, partitions: PartitionKey[], fault: Fault): SpillwayError {
  return new SpillwayError(
    'KAFKA_COMMIT_REFUSED',
    `Committing ${namePartitions(partitions)} for group ${groupId} was refused: ${fault.code} (${fault.message}).`,
    'Other commits of the same request may be stored. Check READ permission on the group and its topics.',
  );
}
