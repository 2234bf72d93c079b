import path from 'node:path';
import type { Consumer, Producer } from 'kafkajs';
import { commitOffsets } from '../../lib/controller/act';
import type { KafkaAdmin, TaskService } from '../../lib/controller/ports';
import type { KafkaSnapshot, PartitionSnapshot } from '../../lib/core/snapshot/kafka';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { javaCommand } from '../../local/kafka/java-tools';
import { createTopics, localClient, produce, withAdmin } from '../../local/kafka/topics';
import { type ManagedProcess, startProcess } from '../../local/process/managed-process';
import { waitUntil } from '../../local/process/wait-until';
import { partitionsOf } from '../_helpers/core/snapshots';
import { refusalOf, untilGroupsAnswer, withKafkaAdmin } from '../_helpers/kafka/admin';
import {
  KAFKA_START_TIMEOUT_MS,
  kafkaConnection,
  startKafkaBehind,
  testKafkaHome,
} from '../_helpers/kafka/broker';
import { type CountingProxy, startCountingProxy } from '../_helpers/kafka/counting-proxy';

const GROUP_WAIT_MS = 60_000;

jest.setTimeout(120_000);

describe('the Kafka adapter on a real broker', () => {
  let kafka: RunningKafka;
  let proxy: CountingProxy;

  beforeAll(async () => {
    proxy = await startCountingProxy();
    kafka = await startKafkaBehind(proxy, {
      // As many clusters have it: looking must not create.
      properties: { 'auto.create.topics.enable': 'true' },
    });
    await untilGroupsAnswer(kafka.bootstrap);
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(async () => {
    await proxy?.close();
    await kafka?.stop();
  });

  const withKafka = <T>(work: (admin: KafkaAdmin) => Promise<T>, bootstrap = kafka.bootstrap): Promise<T> =>
    withKafkaAdmin({ connection: kafkaConnection(bootstrap) }, work);

  const question = (groupId: string, topics: string[], nowMs = Date.now()) => ({
    ...{ groupId, nowMs },
    topics: topics.map((topic) => ({ signal: 'traces' as const, topic })),
    drainLimitMs: nowMs - 60_000,
    aheadMs: nowMs + 60_000,
    // As the controller asks by default: the same minute as the drain limit, in the same request.
    rateSinceMs: nowMs - 60_000,
  });
  const observe = (groupId: string, topics: string[], nowMs?: number) =>
    withKafka((admin) => admin.observe(question(groupId, topics, nowMs)));

  /** A new topic has a leader before it has a log to ask for offsets. */
  const untilMeasurable = (topics: string[]) =>
    waitUntil(
      `offsets of ${topics.join(', ')}`,
      async () => {
        const partitions = partitionsOf(await observe('warm-up', topics));
        return partitions.length > 0 && partitions.every(({ fault }) => fault === undefined);
      },
      { timeoutMs: GROUP_WAIT_MS },
    );

  it('distinguishes committed, uncommitted and empty partitions', async () => {
    const topic = 'told-apart';
    const nowMs = Date.now();
    const oldMs = nowMs - 3_600_000;
    await createTopics(kafka.bootstrap, [{ topic, partitions: 3, config: { 'retention.ms': '7200000' } }]);
    await produce(kafka.bootstrap, topic, [
      { partition: 0, value: 'old', timestampMs: oldMs },
      { partition: 0, value: 'new', timestampMs: nowMs },
      { partition: 1, value: 'old', timestampMs: oldMs },
    ]);
    await untilMeasurable([topic]);
    await withKafka((admin) => admin.commitWhileEmpty('apart', [{ topic, partition: 0, offset: 1n }]));

    const snapshot = await observe('apart', [topic], nowMs);

    expect(snapshot).toEqual({
      takenAtMs: nowMs,
      drainLimitMs: nowMs - 60_000,
      aheadMs: nowMs + 60_000,
      rateSinceMs: nowMs - 60_000,
      group: { groupId: 'apart', state: 'Empty', mayCommit: true, members: [] },
      offsetsRetentionMs: 7 * 24 * 3_600_000,
      topics: [
        {
          ...{ kind: 'present', signal: 'traces', topic },
          topicId: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
          retention: { ms: 7_200_000, bytes: 'unlimited' },
          partitions: [
            partition(topic, 0, {
              ...{ committed: 1n, logEnd: 2n, offsetAtDrainLimit: 1n, offsetAtRateStart: 1n },
              firstUnread: { kind: 'record', offset: 1n, timestampMs: nowMs },
            }),
            partition(topic, 1, {
              ...{ committed: 'none', logEnd: 1n, offsetAtDrainLimit: 'none-since' },
              firstUnread: { kind: 'record', offset: 0n, timestampMs: oldMs },
            }),
            // Nothing is left to read, so no offsets by time were asked for.
            partition(topic, 2, {
              ...{ committed: 'none', logEnd: 0n, offsetAtDrainLimit: 'unknown' },
              ...{ offsetAhead: 'unknown', offsetAtRateStart: 'unknown' },
            }),
          ],
        },
      ],
    } satisfies KafkaSnapshot);
  });

  it('returns the log start after records were deleted, and detects a clock that is ahead', async () => {
    const topic = 'trimmed';
    const nowMs = Date.now();
    await createTopics(kafka.bootstrap, [
      { topic, partitions: 1, config: { 'retention.ms': '-1', 'message.timestamp.after.max.ms': '7200000' } },
    ]);
    await produce(kafka.bootstrap, topic, [
      { partition: 0, value: 'a' },
      { partition: 0, value: 'b', timestampMs: nowMs },
      { partition: 0, value: 'from tomorrow', timestampMs: nowMs + 3_600_000 },
    ]);
    await withAdmin(kafka.bootstrap, async (admin) => {
      // kafkajs finds the leader only in metadata that something else has loaded.
      await admin.fetchTopicMetadata({ topics: [topic] });
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '1' }] });
    });

    const snapshot = await observe('trimmed-group', [topic], nowMs);

    expect(snapshot.topics[0]).toMatchObject({ retention: { ms: 'unlimited' } });
    expect(partitionsOf(snapshot)).toEqual([
      partition(topic, 0, {
        ...{ logStart: 1n, logEnd: 3n, offsetAtDrainLimit: 1n, offsetAhead: 2n, offsetAtRateStart: 1n },
        firstUnread: { kind: 'record', offset: 1n, timestampMs: nowMs },
      }),
    ]);
  });

  it('returns the log end behind an open transaction', async () => {
    const topic = 'in-transaction';
    await createTopics(kafka.bootstrap, [{ topic, partitions: 1 }]);
    const producer: Producer = localClient(kafka.bootstrap).producer({
      transactionalId: 'left-open',
      maxInFlightRequests: 1,
      idempotent: true,
    });
    try {
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ partition: 0, value: 'uncommitted' }] });

      const snapshot = await observe('reads-uncommitted', [topic]);

      expect(partitionsOf(snapshot)).toMatchObject([{ logEnd: 1n, offsetAtDrainLimit: 0n }]);
      await transaction.abort();
    } finally {
      await producer.disconnect();
    }
  });

  it('reports which topic is missing, still measures the other one, and creates neither', async () => {
    await observe('never-existed', ['not-here']);
    // A topic that the first look had created would be there before this one.
    await createTopics(kafka.bootstrap, [{ topic: 'here', partitions: 2 }]);
    await untilMeasurable(['here']);

    const snapshot = await observe('never-existed', ['not-here', 'here']);

    expect(snapshot.topics).toMatchObject([
      { kind: 'missing', topic: 'not-here' },
      { kind: 'present', topic: 'here', partitions: [{ logEnd: 0n }, { logEnd: 0n }] },
    ]);
    expect(snapshot.group).toEqual({
      ...{ groupId: 'never-existed', state: 'Dead', members: [] },
      mayCommit: true,
    });
  });

  it('commits for an Empty group, reads the commits back, and is refused when the group has a member', async () => {
    const topic = 'seeded';
    const groupId = 'seeded-group';
    await createTopics(kafka.bootstrap, [{ topic, partitions: 2 }]);
    await produce(kafka.bootstrap, topic, [
      { partition: 0, value: 'a' },
      { partition: 1, value: 'b' },
    ]);
    const seeds = [
      { topic, partition: 0, offset: 0n },
      { topic, partition: 1, offset: 1n },
    ];

    await withKafka((admin) => admin.commitWhileEmpty(groupId, seeds));

    const asked = [...seeds, { topic, partition: 7 }, { topic: 'not-here', partition: 0 }];
    expect(await withKafka((admin) => admin.committedOffsets(groupId, asked))).toEqual([
      ...seeds,
      { topic, partition: 7, offset: 'none' },
      { topic: 'not-here', partition: 0, offset: 'none' },
    ]);

    const consumer = await joinGroup(groupId, topic);
    try {
      const group = await withKafka((admin) =>
        waitUntil(
          'the group to be Stable',
          async () => {
            const seen = await admin.describeGroup(groupId);
            return seen.state === 'Stable' && seen;
          },
          { timeoutMs: GROUP_WAIT_MS },
        ),
      );
      expect(group).toEqual({
        groupId,
        state: 'Stable',
        protocolType: 'consumer',
        protocol: 'RoundRobinAssigner',
        mayCommit: true,
        members: [
          {
            memberId: expect.stringContaining('spillway-local'),
            clientId: 'spillway-local',
            host: '127.0.0.1',
            assignment: [{ topic, partitions: [0, 1] }],
          },
        ],
      });
      const refusal = await withKafka((admin) => refusalOf(admin.commitWhileEmpty(groupId, seeds)));
      expect(refusal).toMatchObject({
        code: 'KAFKA_GROUP_NOT_EMPTY',
        message: `Committing seeded 0,1 for group ${groupId} was refused: the group has members.`,
      });
    } finally {
      await consumer.disconnect();
    }
  });

  it('reports a group of the newer consumer protocol as unknown, and does not commit to it', async () => {
    const topic = 'kip-848';
    await createTopics(kafka.bootstrap, [{ topic, partitions: 1 }]);
    const consumer = await startJavaConsumer(topic, 'new-protocol');
    try {
      const group = await withKafka((admin) =>
        waitUntil(
          'the group to be listed',
          async () => {
            const seen = await admin.describeGroup('new-protocol');
            return seen.state !== 'Dead' && seen;
          },
          { timeoutMs: GROUP_WAIT_MS },
        ),
      );

      expect(group).toMatchObject({
        state: 'unknown',
        fault: {
          code: 'GROUP_PROTOCOL_UNSUPPORTED',
          message: expect.stringContaining('a group of the consumer protocol (KIP-848)'),
        },
      });
      const seed = [{ topic, partition: 0, offset: 0n }];
      expect(
        await withKafka((admin) => refusalOf(admin.commitWhileEmpty('new-protocol', seed))),
      ).toMatchObject({ code: 'KAFKA_GROUP_NOT_EMPTY' });
    } finally {
      consumer.kill('SIGKILL');
      await consumer.exited;
    }
  });

  it('names the partitions of a commit that Kafka refuses', async () => {
    await createTopics(kafka.bootstrap, [{ topic: 'two-partitions', partitions: 2 }]);

    const refusal = await withKafka((admin) =>
      refusalOf(
        admin.commitWhileEmpty('beyond', [
          { topic: 'two-partitions', partition: 1, offset: 0n },
          { topic: 'two-partitions', partition: 9, offset: 0n },
        ]),
      ),
    );

    expect(refusal).toMatchObject({
      code: 'KAFKA_COMMIT_REFUSED',
      message: expect.stringContaining('two-partitions 9 for group beyond was refused: UNKNOWN_TOPIC'),
    });
  });

  it('sends at most 12 requests per tick for three topics, on one connection', async () => {
    const topics = ['spans', 'metrics', 'logs'];
    await createTopics(
      kafka.bootstrap,
      topics.map((topic, index) => ({ topic, partitions: index === 0 ? 6 : 3 })),
    );
    await withKafka((admin) =>
      admin.commitWhileEmpty('counted', [{ topic: 'spans', partition: 0, offset: 0n }]),
    );
    await untilMeasurable(topics);
    proxy.reset();

    const snapshot = await withKafka(
      (admin) => admin.observe(question('counted', topics)),
      `127.0.0.1:${proxy.port}`,
    );

    process.stdout.write(
      `requests of one tick, 3 topics, 12 partitions: ${JSON.stringify(proxy.counts())}\n`,
    );
    expect(partitionsOf(snapshot)).toHaveLength(12);
    expect(proxy.counts()).toEqual({
      ApiVersions: 1,
      Metadata: 1,
      FindCoordinator: 1,
      DescribeGroups: 1,
      DescribeConfigs: 1,
      OffsetFetch: 1,
      // Nothing is behind, so only log ends and log starts.
      ListOffsets: 2,
    });
    expect(proxy.total()).toBeLessThanOrEqual(12);
    expect(proxy.connections()).toBe(1);
  });

  it('sends at most 12 requests in a tick that seeds, including the read-back and the check after it', async () => {
    // Prepare: three topics of an Empty group, one partition without a commit.
    const topics = ['seed-spans', 'seed-metrics', 'seed-logs'];
    await createTopics(
      kafka.bootstrap,
      topics.map((topic, index) => ({ topic, partitions: index === 0 ? 6 : 3 })),
    );
    await withKafka((admin) =>
      admin.commitWhileEmpty('seeded', [{ topic: 'seed-spans', partition: 0, offset: 0n }]),
    );
    await untilMeasurable(topics);
    proxy.reset();
    const nobody: TaskService = {
      describe: async () => ({
        ...{ cluster: 'c', service: 's', desiredCount: 0, runningCount: 0, pendingCount: 0 },
        ...{ deployments: [], tasks: [], autoScaling: { kind: 'none' as const } },
        ...{ controller: 'ECS', deploymentBounds: { minimumHealthyPercent: 100, maximumPercent: 200 } },
      }),
      setDesiredCount: async (desiredCount) => ({ desiredCount }),
      forceNewDeployment: async () => {},
    };

    // Act: what a tick asks of Kafka when it looks, and then seeds.
    const done = await withKafka(async (admin) => {
      const looked = await admin.observe(question('seeded', topics));
      const offsets = partitionsOf(looked).flatMap(({ topic, partition, committed, logStart }) =>
        committed === 'none' && logStart !== 'unknown' ? [{ topic, partition, offset: logStart }] : [],
      );
      return commitOffsets(offsets, 'seeded', { kafka: admin, tasks: nobody });
    }, `127.0.0.1:${proxy.port}`);

    // Assess
    expect(done).toEqual({ kind: 'done' });
    expect(proxy.counts()).toMatchObject({ OffsetCommit: 1, OffsetFetch: 2, DescribeGroups: 2 });
    expect(proxy.total()).toBeLessThanOrEqual(12);
  });

  /** Java's console consumer, because kafkajs does not support the protocol of KIP-848. */
  async function startJavaConsumer(topic: string, groupId: string): Promise<ManagedProcess> {
    const kafkaHome = await testKafkaHome();
    return startProcess({
      name: 'Java consumer',
      command: javaCommand(process.env),
      args: [
        ...['-cp', path.join(kafkaHome, 'libs', '*'), 'org.apache.kafka.tools.consumer.ConsoleConsumer'],
        ...['--bootstrap-server', kafka.bootstrap, '--topic', topic, '--group', groupId],
        ...['--command-property', 'group.protocol=consumer'],
      ],
      env: { PATH: process.env.PATH ?? '' },
      cwd: path.dirname(kafka.logFile),
      logFile: path.join(path.dirname(kafka.logFile), 'consumer.log'),
    });
  }

  async function joinGroup(groupId: string, topic: string): Promise<Consumer> {
    const consumer = localClient(kafka.bootstrap).consumer({ groupId });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ autoCommit: false, eachMessage: async () => {} });
    return consumer;
  }
});

function partition(topic: string, number: number, offsets: Partial<PartitionSnapshot>): PartitionSnapshot {
  return {
    ...{ topic, partition: number, committed: 'none', logStart: 0n, logEnd: 0n },
    ...{ offsetAtDrainLimit: 'none-since', offsetAhead: 'none-since', offsetAtRateStart: 'none-since' },
    ...offsets,
  };
}
