import { Kafka, logLevel } from 'kafkajs';
import { answerLooks, lookTarget } from './answer-looks';

/** The lag of a group by kafkajs's public Admin, kept connected: the commits, and the offsets of each topic. */
const { brokers, groupId, pattern, login } = lookTarget();
const matches = new RegExp(pattern);

async function main(): Promise<void> {
  const admin = new Kafka({
    brokers,
    clientId: 'spillway-bench',
    logLevel: logLevel.NOTHING,
    connectionTimeout: 10_000,
    requestTimeout: 60_000,
    ...(login ? { ssl: { ca: [login.ca] }, sasl: { mechanism: 'scram-sha-512', ...login } } : {}),
  }).admin();
  await admin.connect();
  await answerLooks(async () => {
    const topics = (await admin.listTopics()).filter((topic) => matches.test(topic));
    const commits = await admin.fetchOffsets({ groupId });
    const ends = await Promise.all(
      topics.map(async (topic) => ({ topic, offsets: await admin.fetchTopicOffsets(topic) })),
    );
    const endOf = new Map(
      ends.flatMap(({ topic, offsets }) =>
        offsets.map(({ partition, high }) => [`${topic}/${partition}`, Number(high)] as const),
      ),
    );
    const lags = commits.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => (endOf.get(`${topic}/${partition}`) ?? 0) - Number(offset)),
    );
    return { partitions: lags.length, lag: lags.reduce((sum, lag) => sum + lag, 0) };
  });
}

void main();
