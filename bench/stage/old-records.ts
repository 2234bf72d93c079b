import { Kafka, logLevel, Partitioners } from 'kafkajs';

/** The records in each partition. */
export const RECORDS_EACH = 3;
/** Older than any drain limit, so a group that has read none of them is behind in time, too. */
const AGE_MS = 3_600_000;
const VALUE = Buffer.alloc(100, 'x');
const TOPICS_AT_ONCE = 500;

/** Writes a few records, an hour old, to every partition. */
export async function writeOldRecords(
  bootstrap: string,
  topics: readonly string[],
  partitionsEach: number,
): Promise<void> {
  const client = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, requestTimeout: 60_000 });
  const producer = client.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    // A broker learns late that it leads a new partition. Trying again must not write a record twice.
    idempotent: true,
    retry: { retries: 20, maxRetryTime: 1_000 },
  });
  const timestamp = String(Date.now() - AGE_MS);
  const messages = Array.from({ length: partitionsEach * RECORDS_EACH }, (_, index) => ({
    partition: index % partitionsEach,
    value: VALUE,
    timestamp,
  }));
  try {
    await producer.connect();
    for (let from = 0; from < topics.length; from += TOPICS_AT_ONCE) {
      const topicMessages = topics.slice(from, from + TOPICS_AT_ONCE).map((topic) => ({ topic, messages }));
      await producer.sendBatch({ topicMessages });
    }
  } finally {
    await producer.disconnect();
  }
}
