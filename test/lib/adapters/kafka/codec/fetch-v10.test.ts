import { fetchV10 } from '../../../../../lib/adapters/kafka/codec/fetch-v10';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('Fetch, version 10', () => {
  it('reads uncommitted, without a session, and without waiting', () => {
    const body = fetchV10.encode({
      maxBytes: 0x100,
      topics: [{ topic: 'a', partitions: [{ partition: 2, fetchOffset: 2n ** 60n, maxBytes: 0x10 }] }],
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

    expect(fetchV10.decode(answer)).toEqual({
      errorCode: 0,
      responses: [
        {
          topic: 'a',
          partitions: [
            { partition: 2, errorCode: 0, highWatermark: 9n, records: hex('abcdef') },
            { partition: 3, errorCode: 1, highWatermark: -1n, records: Buffer.alloc(0) },
          ],
        },
      ],
    });
    expect(() => fetchV10.decode(answer.subarray(0, answer.length - 1))).toThrow(RangeError);
  });
});
