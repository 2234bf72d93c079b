import { addPartitions, createTopics, deleteTopics } from '../../local/kafka/topics';
import { giveUp } from '../round/give-up';
import { type Round, undelivered } from '../round/round';
import { becomesTrue } from '../until';
import { BROKERS } from '../world/chaos-world';
import type { Fault } from './fault';

const LAG_MS = 8_000;
const GONE_MS = 20_000;
/** Larger than what a receiver fetches of a partition at once (131,072 bytes). */
const OVERSIZED_BYTES = 700_000;
const AT_ONCE = 20;

/** What somebody does to the topic with Kafka's own tools, and what Kafka itself does. */
export const TOPIC_FAULTS: readonly Fault[] = [
  {
    kind: 'partitions-added',
    what: 'somebody adds a partition, which has records before a receiver can know of it',
    bites: 'the topic has one partition more, with records',
    async run({ pipeline, traffic, people }) {
      const before = await pipeline.kafka.partitions();
      people.changedKafkaAtMs = Date.now();
      await addPartitions(pipeline.world.bootstrap, pipeline.topic, before.length + 1);
      await traffic.write([{ partition: before.length, records: AT_ONCE }]);
      people.changedKafkaAtMs = Date.now();
      traffic.partitions = [...traffic.partitions, before.length];
      const after = await pipeline.kafka.partitions();
      return after.some(({ partition, logEnd }) => partition === before.length && logEnd >= BigInt(AT_ONCE));
    },
  },
  {
    kind: 'topic-recreated',
    what: 'somebody deletes the topic and creates it again: what was unread is gone',
    bites: 'the log begins at 0 again',
    run: (round) => round.traffic.quietly(() => recreateTopic(round)),
  },
  {
    kind: 'retention-overtakes',
    what: 'retention deletes records that nobody has read',
    bites: 'the log of a partition starts beyond its commit',
    run: overtake,
  },
  {
    kind: 'oversized-record',
    what: 'a record of 700 kB, five times what a receiver fetches at once',
    bites: 'the brokers acknowledge it',
    async run({ traffic }, draw) {
      const partition = draw.between(0, 2);
      const written = await traffic.write([{ partition, records: 1, paddingBytes: OVERSIZED_BYTES }]);
      return written.length === 1;
    },
  },
];

async function recreateTopic(round: Round): Promise<boolean> {
  const { pipeline, people } = round;
  const { bootstrap } = pipeline.world;
  const before = await pipeline.kafka.partitions();
  people.changedKafkaAtMs = Date.now();
  await deleteTopics(bootstrap, [pipeline.topic]);
  const isGone = () =>
    pipeline.kafka.ask(async (admin) => !(await admin.listTopics()).includes(pipeline.topic));
  if (!(await becomesTrue(isGone, GONE_MS))) throw new Error('The topic did not go away.');
  for (const spanId of undelivered(round)) people.givenUp.add(spanId);
  await createTopics(bootstrap, [{ topic: pipeline.topic, partitions: before.length, replicas: BROKERS }]);
  people.changedKafkaAtMs = Date.now();
  const after = await pipeline.kafka.partitions();
  return after.every(({ logEnd }) => logEnd === 0n);
}

/** Deletes records of one partition up to its end while the backend is down, so that some of them are unread. */
async function overtake(round: Round): Promise<boolean> {
  const { pipeline, people, traffic } = round;
  pipeline.sink.setMood({ kind: 'refuse', status: 503 });
  try {
    const isBehind = async () => (await lagging(round)) !== undefined;
    if (!(await becomesTrue(isBehind, LAG_MS, 500))) return false;
    return await traffic.quietly(async () => {
      const behind = await lagging(round);
      if (!behind) return false;
      const { partition, logEnd } = behind;
      people.changedKafkaAtMs = Date.now();
      giveUp(round, partition, logEnd);
      await pipeline.kafka.ask(async (admin) => {
        // kafkajs knows the leaders of a topic only after it was asked for something else.
        await admin.fetchTopicOffsets(pipeline.topic);
        await admin.deleteTopicRecords({
          topic: pipeline.topic,
          partitions: [{ partition, offset: String(logEnd) }],
        });
      });
      people.changedKafkaAtMs = Date.now();
      const after = (await pipeline.kafka.partitions()).find((each) => each.partition === partition);
      return after !== undefined && (after.committed ?? 0n) < after.logStart;
    });
  } finally {
    pipeline.sink.setMood({ kind: 'accept' });
  }
}

async function lagging({ pipeline, traffic }: Round) {
  const seen = await pipeline.kafka.partitions();
  return seen.find(
    ({ partition, committed, logStart, logEnd }) =>
      traffic.partitions.includes(partition) && logEnd > (committed ?? logStart),
  );
}
