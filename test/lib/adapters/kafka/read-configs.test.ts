import { readConfigs } from '../../../../lib/adapters/kafka/read-configs';
import type { KafkaRequests } from '../../../../lib/adapters/kafka/wire';
import { brokerAddress, fakeCluster, healthyScript, type Script } from '../../../_helpers/kafka/fake-cluster';

const NOT_ALLOWED = 31;
const BROKER = 4;

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
  (values: Record<string, string | null>): Configs =>
  ({ resources }) => ({
    resources: resources.map(({ type, name, configNames }) => ({
      ...{ errorCode: 0, resourceType: type, resourceName: name },
      configEntries: configNames.flatMap((configName) =>
        configName in values ? [{ configName, configValue: values[configName] ?? null }] : [],
      ),
    })),
  });

describe('readConfigs', () => {
  it('reads topics and broker in one request to that broker', async () => {
    const questions: KafkaRequests['DescribeConfigs']['request'][] = [];
    const cluster = scripted((question, nodeId) => {
      questions.push(question);
      return healthy(question, nodeId);
    });

    const configs = await readConfigs(cluster, ['spans', 'logs'], 1);

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
      ...{ type: BROKER, name: '1', configNames: ['offsets.retention.minutes'] },
    });
  });

  it('reads the topics from the seed broker if that broker fails or does not exist', async () => {
    const down = scripted(healthy, { down: [1] });
    const leaderless = scripted(healthy);

    const configs = [
      await readConfigs(down, ['spans'], 1),
      await readConfigs(leaderless, ['spans'], undefined),
    ];

    for (const { retention, offsetsRetentionMs } of configs) {
      expect(retention.get('spans')).toMatchObject({ ms: 3_600_000 });
      expect(offsetsRetentionMs).toBe('unknown');
    }
    expect([...down.sent, ...leaderless.sent]).toEqual(['DescribeConfigs@0', 'DescribeConfigs@0']);
  });

  it('reads the topics without the right to the broker, and nothing without either right', async () => {
    const refuse =
      (types: number[]): Configs =>
      (question, nodeId) => ({
        resources: healthy(question, nodeId).resources.map((resource) =>
          types.includes(resource.resourceType)
            ? { ...resource, errorCode: NOT_ALLOWED, configEntries: [] }
            : resource,
        ),
      });

    const brokerless = await readConfigs(scripted(refuse([BROKER])), ['spans'], 1);
    const nothing = await readConfigs(scripted(refuse([2, BROKER])), ['spans'], 1);
    const silent = await readConfigs(fakeCluster({}), ['spans'], 1);

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
    [null, 'unknown'],
  ])('reads retention.ms %p as %p', async (text, ms) => {
    const { retention } = await readConfigs(scripted(saying({ 'retention.ms': text })), ['spans'], 1);

    expect(retention.get('spans')).toEqual({ ...UNKNOWN, ms });
  });
});
