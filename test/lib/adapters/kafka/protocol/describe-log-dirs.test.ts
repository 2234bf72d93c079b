import { describeLogDirs } from '../../../../../lib/adapters/kafka/protocol/describe-log-dirs';
import { decodeBody, encodeBody } from '../../../../_helpers/kafka/codec';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

const ASKED = { topics: [{ topic: 'a', partitions: [0, 5] }] };

describe('DescribeLogDirs, version 1', () => {
  it('lists the partitions', () => {
    expect(encodeBody(describeLogDirs, ASKED)).toEqual(hex('00000001 0001 61 00000002 00000000 00000005'));
  });

  it('reads sizes by folder, and which replica is still being moved there', () => {
    const answer = hex(
      '00000000 00000001 0000 0002 2f64 00000001 0001 61 00000002' +
        '00000000 0000000000000400 0000000000000000 00' +
        '00000005 0000000000000200 0000000000000009 01',
    );

    expect(decodeBody(describeLogDirs, answer, ASKED)).toEqual({
      folders: [
        {
          errorCode: 0,
          sizes: [
            { topic: 'a', partition: 0, sizeBytes: 1024, isFuture: false },
            { topic: 'a', partition: 5, sizeBytes: 512, isFuture: true },
          ],
        },
      ],
    });
  });
});
