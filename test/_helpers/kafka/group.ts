import { createTopics, deleteTopics, withAdmin } from '../../../local/kafka/topics';
import { waitUntil } from '../../../local/process/wait-until';
import type { Lane } from '../../../local/world/lane';

const EMPTY_TIMEOUT_MS = 60_000;
const GONE_TIMEOUT_MS = 30_000;

/** Deletes the group with all its commits as soon as Kafka allows it, which is when the group has no members. */
export async function deleteGroupOnceEmpty({ bootstrap, spec }: Lane): Promise<void> {
  await withAdmin(bootstrap, (admin) =>
    waitUntil(
      `${spec.group} to be Empty and deleted`,
      () =>
        admin.deleteGroups([spec.group]).then(
          () => true,
          () => false,
        ),
      { timeoutMs: EMPTY_TIMEOUT_MS, everyMs: 50 },
    ),
  );
}

/** The commits of a group by partition. A partition without a commit is left out. */
export async function commitsOf({ bootstrap, spec, topic }: Lane): Promise<Map<number, bigint>> {
  const found = await withAdmin(bootstrap, (admin) =>
    admin.fetchOffsets({ groupId: spec.group, topics: [topic] }),
  );
  const partitions = found.find((each) => each.topic === topic)?.partitions ?? [];
  return new Map(
    partitions.flatMap(({ partition, offset }) =>
      BigInt(offset) < 0n ? [] : [[partition, BigInt(offset)] as const],
    ),
  );
}

/** Commits for a group without members. */
export async function commit(lane: Lane, offsets: ReadonlyMap<number, bigint>): Promise<void> {
  await withAdmin(lane.bootstrap, (admin) =>
    admin.setOffsets({
      groupId: lane.spec.group,
      topic: lane.topic,
      partitions: [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) })),
    }),
  );
}

/** Deletes the topic and creates it again, with a different id and without records. */
export async function recreateTopic(
  { bootstrap, topic }: Pick<Lane, 'bootstrap' | 'topic'>,
  partitions: number,
): Promise<void> {
  await deleteTopics(bootstrap, [topic]);
  await waitUntil(
    `${topic} to be gone`,
    () => withAdmin(bootstrap, async (admin) => !(await admin.listTopics()).includes(topic)),
    { timeoutMs: GONE_TIMEOUT_MS },
  );
  await createTopics(bootstrap, [{ topic, partitions }]);
}
