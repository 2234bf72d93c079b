import { createKafkaAdmin, type KafkaMemory } from '../../lib/adapters/kafka';
import type { KafkaAdmin } from '../../lib/controller/ports';
import type { KafkaSnapshot } from '../../lib/core/snapshot/kafka';
import { answerLooks, lookTarget } from './answer-looks';

/** Spillway's look at Kafka, as the controller makes it in each tick: all that a decision needs, not lag alone. */
const { brokers, groupId, pattern, connect, login } = lookTarget();

// As in a warm function.
const memory: KafkaMemory = {};

const open = (): KafkaAdmin =>
  createKafkaAdmin({
    connection: {
      brokers,
      connectTimeout: 10_000,
      requestTimeout: 60_000,
      tls: { enabled: login !== undefined, insecureSkipVerify: false },
      auth: login
        ? { mechanism: 'SCRAM-SHA-512', username: login.username, password: { env: 'UNUSED' } }
        : { mechanism: 'none' },
    },
    ...(login ? { password: login.password, ca: login.ca } : {}),
    memory,
  });

function lookWith(admin: KafkaAdmin): Promise<KafkaSnapshot> {
  const nowMs = Date.now();
  return admin.observe({
    groupId,
    topics: [{ signal: 'traces', topic: pattern }],
    nowMs,
    drainLimitMs: nowMs - 60_000,
    aheadMs: nowMs + 60_000,
    rateSinceMs: nowMs - 60_000,
  });
}

function summary({ topics }: KafkaSnapshot): { partitions: number; lag: number } {
  let partitions = 0;
  let lag = 0n;
  for (const topic of topics) {
    if (topic.kind !== 'present') throw new Error(`${topic.topic} is ${topic.kind}`);
    for (const { committed, logEnd } of topic.partitions) {
      if (typeof committed !== 'bigint' || typeof logEnd !== 'bigint') continue;
      partitions += 1;
      lag += logEnd - committed;
    }
  }
  return { partitions, lag: Number(lag) };
}

const kept = connect === 'once' ? open() : undefined;
void answerLooks(async () => {
  const admin = kept ?? open();
  try {
    return summary(await lookWith(admin));
  } finally {
    if (!kept) await admin.close();
  }
});
