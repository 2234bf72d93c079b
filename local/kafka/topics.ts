import { type Admin, Kafka, logLevel, Partitioners } from 'kafkajs';

export interface TopicRequest {
  topic: string;
  partitions: number;
  /** For example `{ 'retention.ms': '60000' }`. */
  config?: Record<string, string>;
}

export interface RecordRequest {
  partition: number;
  value: string | Buffer | null;
  key?: string;
  /** Time stamped by the producer; the client's clock when absent. */
  timestampMs?: number;
}

/** A plain kafkajs client for a local broker: quiet, and quick to give up. */
export function localClient(bootstrap: string): Kafka {
  return new Kafka({
    brokers: [bootstrap],
    clientId: 'spillway-local',
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 10_000,
    retry: { retries: 3, initialRetryTime: 100 },
  });
}

/** Runs `work` with an admin connection that is closed in any case. */
export async function withAdmin<T>(bootstrap: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = localClient(bootstrap).admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Creates topics with one replica and waits until every partition has a leader. */
export async function createTopics(bootstrap: string, topics: TopicRequest[]): Promise<void> {
  await withAdmin(bootstrap, (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: topics.map(({ topic, partitions, config }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: 1,
        configEntries: Object.entries(config ?? {}).map(([name, value]) => ({ name, value })),
      })),
    }),
  );
}

/** Deletes topics. */
export async function deleteTopics(bootstrap: string, topics: string[]): Promise<void> {
  await withAdmin(bootstrap, (admin) => admin.deleteTopics({ topics }));
}

/** Brings a topic to `total` partitions. */
export async function addPartitions(bootstrap: string, topic: string, total: number): Promise<void> {
  await withAdmin(bootstrap, (admin) =>
    admin.createPartitions({ topicPartitions: [{ topic, count: total }] }),
  );
}

/** Writes records in order; settles once the broker has them. */
export async function produce(bootstrap: string, topic: string, records: RecordRequest[]): Promise<void> {
  const producer = localClient(bootstrap).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    await producer.send({
      topic,
      acks: -1,
      messages: records.map(({ partition, value, key, timestampMs }) => ({
        partition,
        value,
        ...(key === undefined ? {} : { key }),
        ...(timestampMs === undefined ? {} : { timestamp: String(timestampMs) }),
      })),
    });
  } finally {
    await producer.disconnect();
  }
}
