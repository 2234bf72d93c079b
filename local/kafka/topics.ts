import { type Admin, Kafka, KafkaJSAggregateError, logLevel, Partitioners } from 'kafkajs';
import { waitUntil } from '../process/wait-until';

const LEADERS_TIMEOUT_MS = 240_000;

export interface TopicRequest {
  topic: string;
  partitions: number;
  /** @default 1 */
  replicas?: number;
  /** For example `{ 'retention.ms': '60000' }`. */
  config?: Record<string, string>;
}

export interface RecordRequest {
  partition: number;
  value: string | Buffer | null;
  key?: string;
  /** The producer's timestamp. @default the client's clock */
  timestampMs?: number;
}

/**
 * A plain kafkajs client for local brokers, quiet and with few retries.
 *
 * @param bootstrap `host:port`, or several of them with commas in between
 */
export function localClient(bootstrap: string): Kafka {
  return new Kafka({
    brokers: bootstrap.split(','),
    clientId: 'spillway-local',
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 10_000,
    retry: { retries: 3, initialRetryTime: 100 },
  });
}

/** Runs `work` with an admin connection, which is closed in any case. */
export async function withAdmin<T>(bootstrap: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = localClient(bootstrap).admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Creates topics and waits until every partition has a leader. */
export async function createTopics(bootstrap: string, topics: TopicRequest[]): Promise<void> {
  await withAdmin(bootstrap, async (admin) => {
    await waitUntil('the brokers to take new topics', () => requestTopics(admin, topics), {
      timeoutMs: LEADERS_TIMEOUT_MS,
    });
    await untilLed(admin, topics);
  });
}

function typeOf(error: Error | string): unknown {
  return typeof error === 'object' && 'type' in error ? error.type : undefined;
}

/** Requests the topics. Returns false if the brokers are not ready for it yet. */
async function requestTopics(admin: Admin, topics: TopicRequest[]): Promise<boolean> {
  try {
    await admin.createTopics({
      // The wait that kafkajs has built in fails if the broker does not know the new topic yet.
      waitForLeaders: false,
      topics: topics.map(({ topic, partitions, replicas = 1, config }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: replicas,
        configEntries: Object.entries(config ?? {}).map(([name, value]) => ({ name, value })),
      })),
    });
    return true;
  } catch (error) {
    const types = error instanceof KafkaJSAggregateError ? error.errors.map(typeOf) : [];
    // A topic that takes longer to create is created nevertheless.
    if (types.length > 0 && types.every((type) => type === 'REQUEST_TIMED_OUT')) return true;
    // The controller of a cluster with ZooKeeper sees a new broker late.
    if (types.length > 0 && types.every((type) => type === 'INVALID_REPLICATION_FACTOR')) return false;
    throw error;
  }
}

/** Deletes topics. */
export async function deleteTopics(bootstrap: string, topics: string[]): Promise<void> {
  await withAdmin(bootstrap, (admin) => admin.deleteTopics({ topics }));
}

/** Raises a topic to `total` partitions, and waits until each of them has a leader. */
export async function addPartitions(bootstrap: string, topic: string, total: number): Promise<void> {
  await withAdmin(bootstrap, async (admin) => {
    await admin.createPartitions({ topicPartitions: [{ topic, count: total }] });
    await untilLed(admin, [{ topic, partitions: total }]);
  });
}

async function untilLed(admin: Admin, wanted: TopicRequest[]): Promise<void> {
  const names = wanted.map(({ topic }) => topic);
  await waitUntil(
    `leaders of ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}`,
    async () => {
      try {
        const { topics } = await admin.fetchTopicMetadata({ topics: names });
        const led = new Map(
          topics.map(({ name, partitions }) => [name, partitions.filter(({ leader }) => leader >= 0).length]),
        );
        return wanted.every(({ topic, partitions }) => led.get(topic) === partitions);
      } catch {
        return false;
      }
    },
    { timeoutMs: LEADERS_TIMEOUT_MS, everyMs: 50 },
  );
}

/** Writes records in order. Resolves when the broker has acknowledged them. */
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
