import { logSizes } from '../../../../lib/adapters/kafka/log-sizes';
import { brokerAddress, fakeCluster, type Script } from '../../../_helpers/kafka/fake-cluster';

const led = (partition: number, leader: number) => ({ topic: 'spans', partition, leader });

type LogDirs = NonNullable<Script['DescribeLogDirs']>;

function scripted(DescribeLogDirs: LogDirs) {
  const cluster = fakeCluster({ DescribeLogDirs });
  cluster.learn([1, 2].map(brokerAddress));
  return cluster;
}

const folder = (
  errorCode: number,
  partitions: { partition: number; sizeBytes: bigint; isFuture: boolean }[],
) => ({
  ...{ errorCode, logDir: '/d' },
  topics: [{ topic: 'spans', partitions }],
});

describe('logSizes', () => {
  it('asks each leader for its partitions, and uses the current size of a replica that is being moved', async () => {
    const cluster = scripted((_question, nodeId) => ({
      results:
        nodeId === 1
          ? [
              folder(0, [{ partition: 0, sizeBytes: 100n, isFuture: false }]),
              folder(0, [{ partition: 0, sizeBytes: 7n, isFuture: true }]),
            ]
          : [folder(0, [{ partition: 1, sizeBytes: 200n, isFuture: false }])],
    }));

    const sizes = await logSizes(cluster, [led(0, 1), led(1, 2)]);

    expect([sizes.get(led(0, 1)), sizes.get(led(1, 2))]).toEqual([100, 200]);
    expect(cluster.sent.sort()).toEqual(['DescribeLogDirs@1', 'DescribeLogDirs@2']);
  });

  it.each<[string, LogDirs | undefined]>([
    ['the right', () => ({ results: [] })],
    ['the right, in newer words', () => ({ results: [{ ...folder(31, []), topics: [] }] })],
    [
      'a folder that can be read',
      () => ({ results: [folder(56, [{ partition: 0, sizeBytes: 5n, isFuture: false }])] }),
    ],
    [
      'a size that can be',
      () => ({ results: [folder(0, [{ partition: 0, sizeBytes: -1n, isFuture: false }])] }),
    ],
    ['an answer', undefined],
  ])('have no size without %s', async (_what, script) => {
    const cluster = fakeCluster(script ? { DescribeLogDirs: script } : {});
    cluster.learn([brokerAddress(1)]);

    expect((await logSizes(cluster, [led(0, 1)])).get(led(0, 1))).toBeUndefined();
  });

  it('need no request without partitions', async () => {
    const cluster = scripted(() => ({ results: [] }));

    await logSizes(cluster, []);

    expect(cluster.sent).toEqual([]);
  });
});
