import { logSizes } from '../../../../lib/adapters/kafka/log-sizes';
import { PartitionList } from '../../../../lib/adapters/kafka/partition-list';
import { brokerAddress, fakeCluster, type Script } from '../../../_helpers/kafka/fake-cluster';

/** Partitions of one topic with these leaders. */
const led = (...leaders: number[]) => new PartitionList([{ kind: 'present', topic: 'spans', leaders }]);

type LogDirs = NonNullable<Script['DescribeLogDirs']>;

function scripted(DescribeLogDirs: LogDirs) {
  const cluster = fakeCluster({ DescribeLogDirs });
  cluster.learn([1, 2].map(brokerAddress));
  return cluster;
}

const folder = (
  errorCode: number,
  partitions: { partition: number; sizeBytes: number; isFuture: boolean }[],
) => ({ errorCode, sizes: partitions.map((each) => ({ topic: 'spans', ...each })) });

describe('logSizes', () => {
  it('asks each leader for its partitions, and uses the current size of a replica that is being moved', async () => {
    const cluster = scripted((_question, nodeId) => ({
      folders:
        nodeId === 1
          ? [
              folder(0, [{ partition: 0, sizeBytes: 100, isFuture: false }]),
              folder(0, [{ partition: 0, sizeBytes: 7, isFuture: true }]),
            ]
          : [folder(0, [{ partition: 1, sizeBytes: 200, isFuture: false }])],
    }));

    const sizes = await logSizes(cluster, led(1, 2), [0, 1]);

    expect([...sizes].sort()).toEqual([
      [0, 100],
      [1, 200],
    ]);
    expect(cluster.sent.sort()).toEqual(['DescribeLogDirs@1', 'DescribeLogDirs@2']);
  });

  it.each<[string, LogDirs | undefined]>([
    ['permission', () => ({ folders: [] })],
    ['permission, as newer brokers say it', () => ({ folders: [folder(31, [])] })],
    [
      'a folder that can be read',
      () => ({ folders: [folder(56, [{ partition: 0, sizeBytes: 5, isFuture: false }])] }),
    ],
    ['a possible size', () => ({ folders: [folder(0, [{ partition: 0, sizeBytes: -1, isFuture: false }])] })],
    [
      'a partition of the topic',
      () => ({ folders: [folder(0, [{ partition: 1, sizeBytes: 5, isFuture: false }])] }),
    ],
    ['a response', undefined],
  ])('have no size without %s', async (_what, script) => {
    const cluster = fakeCluster(script ? { DescribeLogDirs: script } : {});
    cluster.learn([brokerAddress(1)]);

    expect([...(await logSizes(cluster, led(1), [0]))]).toEqual([]);
  });

  it('need no request without partitions', async () => {
    const cluster = scripted(() => ({ folders: [] }));

    await logSizes(cluster, led(1), []);

    expect(cluster.sent).toEqual([]);
  });
});
