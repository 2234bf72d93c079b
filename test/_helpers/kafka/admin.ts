import { createKafkaAdmin, type KafkaAdminOptions } from '../../../lib/adapters/kafka';
import type { KafkaAdmin } from '../../../lib/controller/ports';
import { waitUntil } from '../../../local/process/wait-until';
import { kafkaConnection } from './broker';

/** Names that end in letters that follow each other: they fall on each of the 3 partitions of `__consumer_offsets`. */
const A_GROUP_EACH = ['warm-up-0', 'warm-up-1', 'warm-up-2'];

/** Works with the adapter; its connections are closed in any case. */
export async function withKafkaAdmin<T>(
  options: KafkaAdminOptions,
  work: (admin: KafkaAdmin) => Promise<T>,
): Promise<T> {
  const admin = createKafkaAdmin(options);
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/** The error that the work ends with. */
export async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'not refused',
    (error: unknown) => error,
  );
}

/**
 * Waits until every group of a new broker has a coordinator. The first question about a group makes
 * `__consumer_offsets`, which on a busy machine takes longer than the two seconds that the adapter waits.
 */
export async function untilGroupsAnswer(bootstrap: string): Promise<void> {
  const answers = (groupId: string) =>
    withKafkaAdmin({ connection: kafkaConnection(bootstrap) }, async (admin) => {
      const { state } = await admin.describeGroup(groupId);
      return state !== 'unknown';
    });
  for (const groupId of A_GROUP_EACH) {
    await waitUntil(`the coordinator of group ${groupId}`, () => answers(groupId), { timeoutMs: 60_000 });
  }
}
