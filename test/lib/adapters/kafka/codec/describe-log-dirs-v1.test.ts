import { describeLogDirsV1 } from '../../../../../lib/adapters/kafka/codec/describe-log-dirs-v1';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('DescribeLogDirs, version 1', () => {
  it('lists the partitions', () => {
    expect(describeLogDirsV1.encode({ topics: [{ topic: 'a', partitions: [0, 5] }] })).toEqual(
      hex('00000001 0001 61 00000002 00000000 00000005'),
    );
  });

  it('reads sizes by folder, and which replica is still being moved there', () => {
    const answer = hex(
      '00000000 00000001 0000 0002 2f64 00000001 0001 61 00000002' +
        '00000000 0000000000000400 0000000000000000 00' +
        '00000005 0000000000000200 0000000000000009 01',
    );

    expect(describeLogDirsV1.decode(answer)).toEqual({
      results: [
        {
          ...{ errorCode: 0, logDir: '/d' },
          topics: [
            {
              topic: 'a',
              partitions: [
                { partition: 0, sizeBytes: 1024n, isFuture: false },
                { partition: 5, sizeBytes: 512n, isFuture: true },
              ],
            },
          ],
        },
      ],
    });
  });
});
