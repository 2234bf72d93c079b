import { metadata } from '../../../../../lib/adapters/kafka/protocol/metadata';
import { decodeBody, encodeBody } from '../../../../_helpers/kafka/codec';

/** Bytes as a reader may check them: hexadecimal, spaces as wanted, text in quotes. */
function bytes(...parts: string[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      part.startsWith("'") ? Buffer.from(part.slice(1, -1)) : Buffer.from(part.replaceAll(' ', ''), 'hex'),
    ),
  );
}

const NO_ID = '00000000 00000000 00000000 00000000';

const ASKED = { topics: ['a', 'b'] };
const NOT_SAID = -2_147_483_648;

describe('Metadata, version 10', () => {
  it('requests topics by name, and creates none', () => {
    expect(encodeBody(metadata, { topics: ['ab', 'c'] })).toEqual(
      bytes(
        '03', // two topics, plus one
        ...[NO_ID, '03', "'ab'", '00'],
        ...[NO_ID, '02', "'c'", '00'],
        ...['00', '00', '01'], // no creation, authorized operations of the topics only
        '00', // tags
      ),
    );
  });

  it('requests all topics by null, not by an empty list, and operations on the cluster if wanted', () => {
    expect(encodeBody(metadata, { topics: 'all', operationsOf: 'cluster and topics' })).toEqual(
      bytes('00 00 01 01 00'),
    );
    expect(encodeBody(metadata, { topics: [] })).toEqual(bytes('01 00 00 01 00'));
  });

  const answer = bytes(
    '00000000', // throttle time
    ...['02', '00000001', '02', "'h'", '00002384', '00', '00'], // broker 1 at h:9092, no rack
    ...['03', "'id'", '00000001'], // cluster, controller
    '03', // two topics
    ...['0000', '02', "'a'", '00010203 04050607 08090a0b 0c0d0e0f', '00'],
    ...['02', '0000', '00000000', '00000001', '00000007', '02 00000001', '02 00000001', '01', '00'],
    ...['00000108', '00'],
    ...['0003', '02', "'b'", NO_ID, '01', '01', '80000000', '01 05 02 abcd'], // with a tag to skip
    ...['80000000', '00'],
  );

  it('reads brokers, controller, topics and their ids', () => {
    expect(decodeBody(metadata, answer, ASKED)).toEqual({
      brokers: [{ nodeId: 1, host: 'h', port: 9092 }],
      controllerId: 1,
      topics: [
        {
          ...{ errorCode: 0, topic: 'a', isInternal: false, topicId: 'AAECAwQFBgcICQoLDA0ODw' },
          ...{ operations: 0b1_0000_1000, first: 0, rows: 1 },
        },
        { errorCode: 3, topic: 'b', isInternal: true, operations: NOT_SAID, first: 1, rows: 0 },
      ],
      partitions: {
        ...{ partition: Int32Array.of(0), errorCode: Int16Array.of(0), leader: Int32Array.of(1) },
        ...{ replicas: Int16Array.of(1), inSync: Int16Array.of(1) },
      },
      operations: NOT_SAID,
    });
  });

  it('rejects a response that is truncated or has extra bytes', () => {
    for (let length = 0; length < answer.length; length += 1) {
      expect(() => decodeBody(metadata, answer.subarray(0, length), ASKED)).toThrow(RangeError);
    }
    expect(() => decodeBody(metadata, Buffer.concat([answer, Buffer.alloc(1)]), ASKED)).toThrow(RangeError);
  });

  it('rejects a count of 33 million in a small response before anything is allocated for it', () => {
    const huge = bytes('00000000', '80 80 80 10', '00000001', '02', "'h'", '00002384', '00', '00');

    expect(() => decodeBody(metadata, huge, ASKED)).toThrow('the response has fewer items than it says');
  });
});

describe('Metadata, version 7', () => {
  it('has neither ids nor operations', () => {
    expect(encodeBody(metadata, { topics: 'all' }, 7)).toEqual(bytes('ffffffff 00'));
    expect(encodeBody(metadata, { topics: ['ab'] }, 7)).toEqual(bytes('00000001 0002', "'ab'", '00'));
    const answer = bytes(
      ...['00000000', '00000001', '00000007 0001', "'h'", '00002384 ffff', 'ffff', '00000007'],
      ...['00000001', '0000 0001', "'a'", '00', '00000001'],
      '0005 00000000 ffffffff 00000000 00000001 00000007 00000000 00000001 00000007',
    );

    expect(decodeBody(metadata, answer, ASKED, 7)).toEqual({
      ...{ brokers: [{ nodeId: 7, host: 'h', port: 9092 }], controllerId: 7 },
      topics: [{ topic: 'a', errorCode: 0, isInternal: false, first: 0, rows: 1 }],
      partitions: {
        ...{ partition: Int32Array.of(0), errorCode: Int16Array.of(5), leader: Int32Array.of(-1) },
        ...{ replicas: Int16Array.of(1), inSync: Int16Array.of(0) },
      },
    });
  });
});
