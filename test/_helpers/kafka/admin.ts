import { createKafkaAdmin, type KafkaAdminOptions } from '../../../lib/adapters/kafka';
import type { KafkaAdmin } from '../../../lib/controller/ports';
import { waitUntil } from '../../../local/process/wait-until';
import { kafkaConnection } from './broker';

/** The names end in consecutive digits, so there is one for each of the 3 partitions of `__consumer_offsets`. */
const A_GROUP_EACH = ['warm-up-0', 'warm-up-1', 'warm-up-2'];

/** Runs `work` with the adapter. Its connections are closed in any case. */
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

/** The error with which `work` ends. */
export async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'not refused',
    (error: unknown) => error,
  );
}

/**
 * Waits until every group on a new broker has a coordinator. The first request about a group creates
 * `__consumer_offsets`. On a busy machine that takes longer than the two seconds for which the adapter waits.
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
