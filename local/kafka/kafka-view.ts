import { setTimeout as pause } from 'node:timers/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';

/** One partition, as seen past the proxies. */
export interface PartitionView {
  partition: number;
  logStart: bigint;
  logEnd: bigint;
  committed: bigint | undefined;
}

const ATTEMPTS = 8;
const BETWEEN_MS = 500;

/** Kafka as it is, past the proxies. Tries again for some seconds while brokers come and go. */
export class KafkaView {
  constructor(
    private readonly bootstrap: string,
    private readonly group: string,
    private readonly topic: string,
  ) {}

  /** Log and commit of every partition. Commits are read first, so that they never seem to be ahead of the log. */
  partitions(attempts?: number): Promise<PartitionView[]> {
    return this.ask(async (admin) => {
      const commits = await admin.fetchOffsets({ groupId: this.group, topics: [this.topic] });
      const committed = new Map(
        commits.flatMap(({ partitions }) =>
          partitions.map(({ partition, offset }) => [partition, BigInt(offset)] as const),
        ),
      );
      const logs = await admin.fetchTopicOffsets(this.topic);
      return logs.map(({ partition, low, high }) => {
        const offset = committed.get(partition);
        return {
          partition,
          logStart: BigInt(low),
          logEnd: BigInt(high),
          committed: offset === undefined || offset < 0n ? undefined : offset,
        };
      });
    }, attempts);
  }

  /** The node ids of the leader and the replicas of a partition. */
  placeOf(topic: string, partition: number): Promise<{ leader: number; replicas: number[] }> {
    return this.ask(async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const found = topics[0]?.partitions.find(({ partitionId }) => partitionId === partition);
      if (!found) throw new Error(`There is no partition ${topic}/${partition}.`);
      return { leader: found.leader, replicas: found.replicas };
    });
  }

  /** Runs `work` with an admin client. */
  async ask<T>(work: (admin: Admin) => Promise<T>, attempts = ATTEMPTS): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const admin = this.client().admin();
      try {
        await admin.connect();
        return await work(admin);
      } catch (error) {
        if (attempt >= attempts) throw error;
        await pause(BETWEEN_MS);
      } finally {
        await admin.disconnect().catch(() => {});
      }
    }
  }

  private client(): Kafka {
    return new Kafka({
      brokers: this.bootstrap.split(','),
      clientId: 'spillway-judge',
      logLevel: logLevel.NOTHING,
      connectionTimeout: 1_000,
      requestTimeout: 2_500,
      retry: { retries: 1, initialRetryTime: 100 },
    });
  }
}
