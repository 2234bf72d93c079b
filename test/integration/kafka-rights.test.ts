import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { CONTROLLER_RIGHTS, type Occasion } from '../../cdk/controller-policy';
import { createKafkaAdmin } from '../../lib/adapters/kafka';
import type { KafkaAdmin } from '../../lib/controller/ports';
import type { GroupSnapshot, KafkaSnapshot } from '../../lib/core/snapshot/kafka';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics, localClient, produce, withAdmin } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { untilGroupsAnswer } from '../_helpers/kafka/admin';
import { KAFKA_START_TIMEOUT_MS, kafkaConnection, startTestKafka } from '../_helpers/kafka/broker';

const TOPIC = 'otlp_spans';
const GROUP = 'otel-processing';
/** Of the two records, both younger than the topic's retention. */
const AGES_MS = [3_600_000, 1_800_000] as const;
const PASSWORD = 'only-for-this-test';
const CLUSTER = 'kafka-cluster';

const { READ, DESCRIBE, DESCRIBE_CONFIGS, ALTER } = AclOperationTypes;
const { TOPIC: topic, GROUP: group, CLUSTER: cluster } = AclResourceTypes;

/**
 * Kafka's own right behind each kafka-cluster action that the function's role can have (AWS's documentation of IAM
 * access control). Logging in needs none.
 */
const ACLS: Record<string, { resourceType: number; resourceName: string; operation: number } | undefined> = {
  'kafka-cluster:Connect': undefined,
  'kafka-cluster:DescribeCluster': { resourceType: cluster, resourceName: CLUSTER, operation: DESCRIBE },
  'kafka-cluster:DescribeClusterDynamicConfiguration': {
    ...{ resourceType: cluster, resourceName: CLUSTER, operation: DESCRIBE_CONFIGS },
  },
  'kafka-cluster:DescribeTopic': { resourceType: topic, resourceName: TOPIC, operation: DESCRIBE },
  'kafka-cluster:DescribeTopicDynamicConfiguration': {
    ...{ resourceType: topic, resourceName: TOPIC, operation: DESCRIBE_CONFIGS },
  },
  'kafka-cluster:DescribeGroup': { resourceType: group, resourceName: GROUP, operation: DESCRIBE },
  'kafka-cluster:ReadData': { resourceType: topic, resourceName: TOPIC, operation: READ },
  'kafka-cluster:AlterGroup': { resourceType: group, resourceName: GROUP, operation: READ },
  'kafka-cluster:AlterTopic': { resourceType: topic, resourceName: TOPIC, operation: ALTER },
};

const actionsOf = (...occasions: Occasion[]) =>
  CONTROLLER_RIGHTS.filter(({ sid, given }) => sid.startsWith('Kafka') && occasions.includes(given)).flatMap(
    ({ actions }) => actions,
  );
const LOOKING = actionsOf('msk');

/** What the broker allows each user: exactly the rights of the role, or one fewer. */
const USERS: Record<string, readonly string[]> = {
  looking: LOOKING,
  seeding: actionsOf('msk', 'msk and commits'),
  expanding: actionsOf('msk', 'msk and partitions'),
  'seeding-without-ReadData': actionsOf('msk', 'msk and commits').filter(
    (action) => action !== 'kafka-cluster:ReadData',
  ),
  ...Object.fromEntries(
    LOOKING.map((left) => [`without-${nameOf(left)}`, LOOKING.filter((each) => each !== left)]),
  ),
};

jest.setTimeout(120_000);

describe('the rights of the function, as ACLs of a real broker', () => {
  let kafka: RunningKafka;
  const startedMs = Date.now();

  beforeAll(async () => {
    kafka = await startTestKafka({
      sasl: {
        users: Object.keys(USERS).map((username) => ({ username, password: PASSWORD })),
        mechanisms: ['SCRAM-SHA-256'],
      },
      properties: {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        // Whoever does not log in: the plaintext listener, and the broker itself.
        'super.users': 'User:ANONYMOUS',
      },
    });
    await createTopics(kafka.bootstrap, [
      { topic: TOPIC, partitions: 2, config: { 'retention.ms': '7200000', 'retention.bytes': '1000000' } },
    ]);
    await produce(kafka.bootstrap, TOPIC, [
      { partition: 0, value: 'one', timestampMs: startedMs - AGES_MS[0] },
      { partition: 0, value: 'two', timestampMs: startedMs - AGES_MS[1] },
    ]);
    await grant(kafka.bootstrap);
    await untilGroupsAnswer(kafka.bootstrap);
    await as(kafka, 'seeding', (admin) =>
      admin.commitWhileEmpty(GROUP, [{ topic: TOPIC, partition: 0, offset: 1n }]),
    );
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(async () => {
    await kafka?.stop();
  });

  it('are all listed here', () => {
    const granted = actionsOf('msk', 'msk and commits', 'msk and partitions');

    expect([...granted].sort()).toEqual(Object.keys(ACLS).sort());
  });

  it.each([
    ['looking', 'bounded by offsets, to half a percent', AGES_MS[1] * 0.005],
    ['seeding', 'read, where it may commit', 0],
  ])('allow %s to see everything; the time of the first unread record is %s', async (user, _how, offMs) => {
    const seen = await look(kafka, user);

    expect(factsOf(seen)).toEqual(WHOLE);
    const tooEarlyMs = startedMs - AGES_MS[1] - firstUnreadMs(seen);
    expect(tooEarlyMs).toBeGreaterThanOrEqual(0);
    // Of its age at that moment, which is a little more by now.
    expect(tooEarlyMs).toBeLessThanOrEqual(offMs * 1.2);
  });

  it.each(
    LOOKING.filter((action) => ACLS[action] !== undefined).map((action): [string, string] => [
      action,
      `without-${nameOf(action)}`,
    ]),
  )('are all needed: without %s something is missing', async (_action, user) => {
    const seen = await look(kafka, user);

    expect(factsOf(seen)).not.toEqual(WHOLE);
  });

  it.each([
    ['looking', false, 'KAFKA_SEED_REFUSED'],
    ['seeding-without-ReadData', false, 'KAFKA_SEED_REFUSED'],
    ['seeding', true, 'done'],
  ])(
    'show for %s whether Spillway may commit: %s; a live seed ends with %s',
    async (user, mayCommit, expected) => {
      const seen = await look(kafka, user);
      const { group, outcome } = await seedBeside(kafka, user);

      expect(seen.group).toMatchObject({ state: 'Empty', mayCommit });
      expect(outcome).toBe(expected);
      expect(group.members).toHaveLength(1);
    },
  );

  it.each([
    ['looking', 'refuses', 'refuses'],
    ['seeding', 'takes', 'refuses'],
    ['expanding', 'refuses', 'takes'],
  ])('of %s: Kafka %s a commit and %s more partitions', async (user, commits, partitions) => {
    const seed = as(kafka, user, (admin) =>
      admin.commitWhileEmpty(GROUP, [{ topic: TOPIC, partition: 1, offset: 0n }]),
    );
    expect(await outcomeOf(seed)).toBe(commits === 'takes' ? 'done' : 'KAFKA_COMMIT_REFUSED');
    const expand = as(kafka, user, (admin) => admin.createPartitions(TOPIC, 3));
    expect(await outcomeOf(expand)).toBe(partitions === 'takes' ? 'done' : 'KAFKA_EXPAND_REFUSED');
  });
});

/** Seeds partition 1 while a consumer of somebody else's is in the group. */
async function seedBeside(
  kafka: RunningKafka,
  user: string,
): Promise<{ group: GroupSnapshot; outcome: string }> {
  const consumer = localClient(kafka.bootstrap).consumer({ groupId: GROUP });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
    await consumer.run({ autoCommit: false, eachMessage: async () => {} });
    return await as(kafka, user, async (admin) => {
      const group = await waitUntil(
        'the member',
        async () => {
          const seen = await admin.describeGroup(GROUP);
          return seen.state === 'Stable' && seen.members.length === 1 && seen;
        },
        { timeoutMs: 60_000 },
      );
      const seed = admin.commitAsMember(group, [{ topic: TOPIC, partition: 1, offset: 0n }]);
      return { outcome: await outcomeOf(seed), group: await admin.describeGroup(GROUP) };
    });
  } finally {
    await consumer.disconnect();
  }
}

/** What a look is for, of partition 0, which has a commit and something to read. */
const WHOLE = {
  ...{ topic: 'present', group: 'Empty', committed: 1n, logStart: 0n, logEnd: 2n },
  ...{ retention: { ms: 7_200_000, bytes: 1_000_000 }, offsetsRetention: 'known', size: 'known' },
  firstUnread: 'record',
};

function firstUnreadMs({ topics: [seen] }: KafkaSnapshot): number {
  const found = seen?.kind === 'present' ? seen.partitions[0]?.firstUnread : undefined;
  return found?.kind === 'record' ? found.timestampMs : Number.NaN;
}

function factsOf(snapshot: KafkaSnapshot): unknown {
  const [seen] = snapshot.topics;
  const [first] = seen?.kind === 'present' ? seen.partitions : [];
  return {
    ...{ topic: seen?.kind, group: snapshot.group.state, committed: first?.committed },
    ...{ logStart: first?.logStart, logEnd: first?.logEnd },
    retention: seen?.kind === 'present' ? seen.retention : undefined,
    offsetsRetention: snapshot.offsetsRetentionMs === 'unknown' ? 'unknown' : 'known',
    size: first?.sizeBytes === undefined ? 'unknown' : 'known',
    firstUnread: first?.firstUnread?.kind,
  };
}

function look(kafka: RunningKafka, user: string): Promise<KafkaSnapshot> {
  const nowMs = Date.now();
  return as(kafka, user, (admin) =>
    admin.observe({
      ...{ groupId: GROUP, nowMs, topics: [{ signal: 'traces', topic: TOPIC }] },
      ...{ drainLimitMs: nowMs - 60_000, aheadMs: nowMs + 60_000, rateSinceMs: nowMs - 60_000 },
    }),
  );
}

async function as<T>(
  kafka: RunningKafka,
  username: string,
  work: (admin: KafkaAdmin) => Promise<T>,
): Promise<T> {
  const admin = createKafkaAdmin({
    connection: kafkaConnection(kafka.saslBootstrap, {
      auth: { mechanism: 'SCRAM-SHA-256', username, password: { env: 'KAFKA_PASSWORD' } },
    }),
    password: PASSWORD,
  });
  return work(admin).finally(() => admin.close());
}

function outcomeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

async function grant(bootstrap: string): Promise<void> {
  const acl = Object.entries(USERS).flatMap(([user, actions]) =>
    actions.flatMap((action) => {
      const right = ACLS[action];
      const whose = { principal: `User:${user}`, host: '*', permissionType: AclPermissionTypes.ALLOW };
      return right ? [{ ...right, ...whose, resourcePatternType: ResourcePatternTypes.LITERAL }] : [];
    }),
  );
  await withAdmin(bootstrap, (admin) => admin.createAcls({ acl }));
}

function nameOf(action: string): string {
  return action.slice(action.indexOf(':') + 1);
}
