import type { KafkaAdmin } from '../../lib/controller/ports';
import { createKafkaAdmin, type KafkaAdminOptions } from '../../lib/kafka';

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
