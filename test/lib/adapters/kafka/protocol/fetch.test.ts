import { fetch } from '../../../../../lib/adapters/kafka/protocol/fetch';
import { decodeBody, encodeBody } from '../../../../_helpers/kafka/codec';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Fetch, version 10', () => {
  it('reads uncommitted, without a session, and without waiting', () => {
    const body = encodeBody(fetch, {
      ...{ maxBytes: 0x100, partitionMaxBytes: 0x10 },
      ...{ topics: [{ topic: 'a', partitions: [2] }], fetchOffsets: BigInt64Array.of(2n ** 60n) },
    });

    expect(body).toEqual(
      hex(
        'ffffffff 00000000 00000000 00000100 00' + // consumer, no wait, no minimum, limit, read uncommitted
          '00000000 ffffffff' + // no session
          '00000001 0001 61 00000001' +
          '00000002 ffffffff 1000000000000000 ffffffffffffffff 00000010' +
          '00000000', // nothing to forget
      ),
    );
  });

  it('returns the batches as bytes, without the list of aborted transactions', () => {
    const answer = hex(
      '00000000 0000 00000000 00000001 0001 61 00000002' +
        '00000002 0000 0000000000000009 0000000000000005 0000000000000001' +
        '00000001 0000000000000007 0000000000000003 00000003 abcdef' +
        '00000003 0001 ffffffffffffffff ffffffffffffffff ffffffffffffffff ffffffff ffffffff',
    );

    const asked = {
      ...{ maxBytes: 0x100, partitionMaxBytes: 0x10, fetchOffsets: new BigInt64Array(2) },
      topics: [{ topic: 'a', partitions: [2, 3] }],
    };
    expect(decodeBody(fetch, answer, asked)).toEqual({
      errorCode: 0,
      responses: [
        {
          topic: 'a',
          partitions: [
            { partition: 2, errorCode: 0, records: hex('abcdef') },
            { partition: 3, errorCode: 1, records: Buffer.alloc(0) },
          ],
        },
      ],
    });
    expect(() => decodeBody(fetch, answer.subarray(0, answer.length - 1), asked)).toThrow(RangeError);
  });
});
