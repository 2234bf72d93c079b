import type { PartitionOffset } from '../../controller/ports';
import type { Fault } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import type { AskCoordinator } from './coordinator';
import { faultOfCode, isCoordinatorMoving, KAFKA } from './faults';
import { groupByTopic, type PartitionKey } from './partition-table';

/** How Kafka tells an outsider that the group has members, or is about to. */
const NOT_EMPTY = new Set<number>([
  KAFKA.UNKNOWN_MEMBER_ID,
  KAFKA.ILLEGAL_GENERATION,
  KAFKA.REBALANCE_IN_PROGRESS,
]);

/**
 * Commits offsets without being a member: generation −1, no member id. Kafka takes that only while the group is
 * Empty, which is what makes it safe. A group with members is never asked again: they have to go first.
 *
 * @throws SpillwayError `KAFKA_GROUP_NOT_EMPTY`, `KAFKA_COMMIT_REFUSED`; `KAFKA_TIMEOUT` or `KAFKA_UNREACHABLE`
 * when the outcome is not known
 */
export async function commitWhileEmpty(
  coordinator: AskCoordinator,
  groupId: string,
  offsets: PartitionOffset[],
): Promise<void> {
  if (offsets.length === 0) return;
  const topics = groupByTopic(offsets, ({ partition, offset }) => ({ partition, offset: String(offset) }));
  const question = { groupId, groupGenerationId: -1, memberId: '', retentionTime: -1, topics };
  const asked = await coordinator(
    (node) => node.ask('OffsetCommit', question),
    (answer) => {
      const codes = answer.responses.flatMap(({ partitions }) =>
        partitions.map(({ errorCode }) => errorCode),
      );
      return codes.find(isCoordinatorMoving) ?? KAFKA.NONE;
    },
  );
  if (asked.fault) throw asked.error ?? refused(groupId, offsets, asked.fault);
  const rejected = asked.answer.responses.flatMap(({ topic, partitions }) =>
    partitions
      .filter(({ errorCode }) => errorCode !== KAFKA.NONE)
      .map(({ partition, errorCode }) => ({ topic, partition, errorCode })),
  );
  const first = rejected[0];
  if (!first) return;
  if (rejected.some(({ errorCode }) => NOT_EMPTY.has(errorCode))) throw notEmpty(groupId, offsets);
  throw refused(groupId, rejected, faultOfCode(first.errorCode));
}

function notEmpty(groupId: string, offsets: PartitionKey[]): SpillwayError {
  return new SpillwayError(
    'KAFKA_GROUP_NOT_EMPTY',
    `Committing ${named(offsets)} for group ${groupId} was refused: the group has members.`,
    'Stop every consumer of the group, wait until it is Empty, and look at what is committed before another try.',
  );
}

function refused(groupId: string, partitions: PartitionKey[], fault: Fault): SpillwayError {
  return new SpillwayError(
    'KAFKA_COMMIT_REFUSED',
    `Committing ${named(partitions)} for group ${groupId} was refused: ${fault.code} (${fault.message}).`,
    'Read the commits back: others of the same request may be stored. Check the rights on group and topics.',
  );
}

const NAMED_AT_MOST = 5;

/** `otlp_spans 0,3; otlp_logs 1`, and how many topics more. */
function named(partitions: PartitionKey[]): string {
  const topics = groupByTopic(partitions, ({ partition }) => partition);
  const text = topics
    .slice(0, NAMED_AT_MOST)
    .map((entry) => `${entry.topic} ${entry.partitions.join(',')}`)
    .join('; ');
  const more = topics.length - NAMED_AT_MOST;
  return more > 0 ? `${text} and ${more} more topics` : text;
}
