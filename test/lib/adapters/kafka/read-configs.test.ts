import type { KafkaMemory } from '../../../../lib/adapters/kafka/memory';
import type { ListedTopic } from '../../../../lib/adapters/kafka/partition-list';
import { readConfigs } from '../../../../lib/adapters/kafka/read-configs';
import type { KafkaRequests } from '../../../../lib/adapters/kafka/wire';
import {
  brokerAddress,
  type FakeCluster,
  fakeCluster,
  healthyScript,
  type Script,
} from '../../../_helpers/kafka/fake-cluster';

const NOT_ALLOWED = 31;

type Configs = NonNullable<Script['DescribeConfigs']>;

function scripted(DescribeConfigs: Configs, options: { down?: number[] } = {}) {
  const cluster = fakeCluster({ DescribeConfigs }, options);
  cluster.learn([brokerAddress(1)]);
  return cluster;
}

const healthy = healthyScript('spans', [1]).DescribeConfigs;
const UNKNOWN = { ms: 'unknown', bytes: 'unknown' };

/** Every topic's configuration is this. */
const saying =
  (values: Record<string, string>): Configs =>
  ({ resources }) =>
    resources.map(({ kind, name }) => ({
      ...{ errorCode: 0, kind, name },
      values: new Map(Object.entries(values)),
    }));

const NOW_MS = 1_000_000_000;

const listed = (topic: string, count = 1, topicId = 'A'): ListedTopic => ({
  topic,
  topicId,
  first: 0,
  count,
});

const readCold = (cluster: FakeCluster, topics: string[], brokerId: number | undefined) =>
  readConfigs(
    cluster,
    topics.map((topic) => listed(topic)),
    brokerId,
    {},
    NOW_MS,
  );

describe('readConfigs', () => {
  it('reads topics and broker in one request to that broker', async () => {
    const questions: KafkaRequests['DescribeConfigs']['request'][] = [];
    const cluster = scripted((question, nodeId) => {
      questions.push(question);
      return healthy(question, nodeId);
    });

    const configs = await readCold(cluster, ['spans', 'logs'], 1);

    const retention = { ms: 3_600_000, bytes: 'unlimited' };
    expect(configs).toEqual({
      retention: new Map([
        ['spans', retention],
        ['logs', retention],
      ]),
      offsetsRetentionMs: 604_800_000,
    });
    expect(cluster.sent).toEqual(['DescribeConfigs@1']);
    expect(questions[0]?.resources.at(-1)).toEqual({
      ...{ kind: 'broker', name: '1', keys: ['offsets.retention.minutes'] },
    });
  });

  it('reads the topics from the seed broker if that broker fails or does not exist', async () => {
    const down = scripted(healthy, { down: [1] });
    const leaderless = scripted(healthy);

    const configs = [await readCold(down, ['spans'], 1), await readCold(leaderless, ['spans'], undefined)];

    for (const { retention, offsetsRetentionMs } of configs) {
      expect(retention.get('spans')).toMatchObject({ ms: 3_600_000 });
      expect(offsetsRetentionMs).toBe('unknown');
    }
    expect([...down.sent, ...leaderless.sent]).toEqual(['DescribeConfigs@0', 'DescribeConfigs@0']);
  });

  it('reads the topics without the right to the broker, and nothing without either right', async () => {
    const refuse =
      (kinds: string[]): Configs =>
      (question, nodeId) =>
        healthy(question, nodeId).map((resource) =>
          kinds.includes(resource.kind)
            ? { ...resource, errorCode: NOT_ALLOWED, values: new Map() }
            : resource,
        );

    const brokerless = await readCold(scripted(refuse(['broker'])), ['spans'], 1);
    const nothing = await readCold(scripted(refuse(['topic', 'broker'])), ['spans'], 1);
    const silent = await readCold(fakeCluster({}), ['spans'], 1);

    expect(brokerless.retention.get('spans')).toMatchObject({ ms: 3_600_000 });
    expect(brokerless.offsetsRetentionMs).toBe('unknown');
    const nothingKnown = { retention: new Map(), offsetsRetentionMs: 'unknown' };
    expect(nothing).toEqual(nothingKnown);
    expect(silent).toEqual(nothingKnown);
  });

  it.each([
    ['-1', 'unlimited'],
    ['0', 0],
    ['604800000', 604_800_000],
    ['9223372036854775807', 'unlimited'],
    ['-2', 'unknown'],
    ['1e3', 'unknown'],
    ['', 'unknown'],
  ])('reads retention.ms %p as %p', async (text, ms) => {
    const { retention } = await readCold(scripted(saying({ 'retention.ms': text })), ['spans'], 1);

    expect(retention.get('spans')).toEqual({ ...UNKNOWN, ms });
  });

  describe('in a warm process', () => {
    /** Reads twice, the second time after `laterMs`; returns what was asked for the second time, and the results. */
    async function readAgain(then: ListedTopic[], laterMs = 60_000) {
      const questions: KafkaRequests['DescribeConfigs']['request'][] = [];
      let retentionMs = 1;
      const cluster = scripted((question) => {
        questions.push(question);
        const values = new Map([
          ['retention.ms', String(retentionMs)],
          ['offsets.retention.minutes', '10'],
        ]);
        return question.resources.map(({ kind, name }) => ({ errorCode: 0, kind, name, values }));
      });
      const memory: KafkaMemory = {};
      await readConfigs(cluster, [listed('spans'), listed('logs')], 1, memory, NOW_MS);
      retentionMs = 2;
      const configs = await readConfigs(cluster, then, 1, memory, NOW_MS + laterMs);
      const asked = questions.slice(1).flatMap(({ resources }) => resources.map(({ name }) => name));
      return { asked, ms: then.map(({ topic }) => configs.retention.get(topic)?.ms), configs };
    }

    it('asks nothing for five minutes, and then everything again', async () => {
      const both = [listed('spans'), listed('logs')];

      const soon = await readAgain(both, 5 * 60_000 - 1);
      const later = await readAgain(both, 5 * 60_000);
      const back = await readAgain(both, -1);

      expect([soon.asked, soon.ms]).toEqual([[], [1, 1]]);
      expect(soon.configs.offsetsRetentionMs).toBe(600_000);
      expect([later.asked, later.ms]).toEqual([
        ['spans', 'logs', '1'],
        [2, 2],
      ]);
      expect(back.asked).toEqual(['spans', 'logs', '1']);
    });

    it.each([
      ['new', [listed('spans'), listed('metrics')], ['metrics'], [1, 2]],
      ['created again', [listed('spans'), listed('logs', 1, 'B')], ['logs'], [1, 2]],
      ['larger', [listed('spans', 2), listed('logs')], ['spans'], [2, 1]],
    ])('asks at once for a topic that is %s, and only for it', async (_how, then, asked, ms) => {
      expect(await readAgain(then)).toMatchObject({ asked, ms });
    });

    it('remembers nothing that was refused', async () => {
      const memory: KafkaMemory = {};
      const refusing = scripted(({ resources }) =>
        resources.map(({ kind, name }) => ({ errorCode: NOT_ALLOWED, kind, name, values: new Map() })),
      );
      await readConfigs(refusing, [listed('spans')], 1, memory, NOW_MS);

      const allowed = await readConfigs(scripted(healthy), [listed('spans')], 1, memory, NOW_MS + 1);

      expect(allowed.retention.get('spans')).toMatchObject({ ms: 3_600_000 });
      expect(allowed.offsetsRetentionMs).toBe(604_800_000);
    });
  });
});
