import { metadataV10 } from '../../../../../lib/adapters/kafka/codec/metadata-v10';

/** Bytes as a reader may check them: hexadecimal, spaces as wanted, text in quotes. */
function bytes(...parts: string[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      part.startsWith("'") ? Buffer.from(part.slice(1, -1)) : Buffer.from(part.replaceAll(' ', ''), 'hex'),
    ),
  );
}

const NO_ID = '00000000 00000000 00000000 00000000';

describe('Metadata, version 10', () => {
  it('requests topics by name, after the tags of the header, and creates none', () => {
    const body = metadataV10.encode({ topics: ['ab', 'c'], allowAutoTopicCreation: false });

    expect(body).toEqual(
      bytes(
        '00', // tags of the header
        '03', // two topics, plus one
        ...[NO_ID, '03', "'ab'", '00'],
        ...[NO_ID, '02', "'c'", '00'],
        ...['00', '00', '01'], // no creation, authorized operations of the topics only
        '00', // tags
      ),
    );
  });

  it('requests all topics by null, not by an empty list', () => {
    expect(metadataV10.encode({ topics: 'all', allowAutoTopicCreation: false })).toEqual(
      bytes('00 00 00 00 01 00'),
    );
    expect(metadataV10.encode({ topics: [], allowAutoTopicCreation: true })).toEqual(
      bytes('00 01 01 00 01 00'),
    );
  });

  const answer = bytes(
    ...['00', '00000000'], // tags of the header, throttle time
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
    expect(metadataV10.decode(answer)).toEqual({
      brokers: [{ nodeId: 1, host: 'h', port: 9092 }],
      controllerId: 1,
      topicMetadata: [
        {
          ...{ topicErrorCode: 0, topic: 'a', isInternal: false, topicId: 'AAECAwQFBgcICQoLDA0ODw' },
          authorizedOperations: 0b1_0000_1000,
          partitionMetadata: [{ partitionErrorCode: 0, partitionId: 0, leader: 1 }],
        },
        {
          ...{ topicErrorCode: 3, topic: 'b', isInternal: true, partitionMetadata: [] },
          authorizedOperations: -2_147_483_648,
        },
      ],
    });
  });

  it('rejects a response that is truncated or has extra bytes', () => {
    for (let length = 0; length < answer.length; length += 1) {
      expect(() => metadataV10.decode(answer.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => metadataV10.decode(Buffer.concat([answer, Buffer.alloc(1)]))).toThrow(RangeError);
  });
});
