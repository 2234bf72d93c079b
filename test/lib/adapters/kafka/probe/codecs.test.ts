import { ByteWriter } from '../../../../../lib/adapters/kafka/codec/byte-writer';
import { describeConfigsV1 } from '../../../../../lib/adapters/kafka/probe/codec/describe-configs-v1';
import {
  describeGroupsV4,
  findCoordinatorV2,
  listGroupsV5,
} from '../../../../../lib/adapters/kafka/probe/codec/group';
import { listOffsetsV2 } from '../../../../../lib/adapters/kafka/probe/codec/list-offsets-v2';
import { metadataV8 } from '../../../../../lib/adapters/kafka/probe/codec/metadata-v8';
import { operationsOf } from '../../../../../lib/adapters/kafka/probe/operations';

const NOT_TOLD = -2_147_483_648;
const READ_AND_DESCRIBE = (1 << 3) | (1 << 8);
const NULL = -1;

describe('operations of a login', () => {
  it.each([
    [READ_AND_DESCRIBE, ['READ', 'DESCRIBE']],
    [0, []],
    [1 << 12, ['IDEMPOTENT_WRITE']],
    [NOT_TOLD, 'unknown'],
  ])('are the bits of %i', (bits, operations) => {
    expect(operationsOf(bits)).toEqual(operations);
  });
});

describe('Metadata', () => {
  it('requests all topics by null, and never creates one', () => {
    expect(metadataV8.encode({ topics: 'all' }).toString('hex')).toBe('ffffffff' + '00' + '01' + '01');
    expect(metadataV8.encode({ topics: ['ab'] }).toString('hex')).toBe(
      '00000001' + '0002' + '6162' + '00' + '01' + '01',
    );
  });

  it('returns replicas, leaders and rights', () => {
    const answer = new ByteWriter().int32(0);
    answer.array([1], (nodeId) => answer.int32(nodeId).string('kafka').int32(9092).int16(NULL));
    answer.string('cluster').int32(1);
    answer.array(['otlp_spans'], (topic) => {
      answer.int16(0).string(topic).boolean(false);
      answer.array([7], (partition) => {
        answer.int16(0).int32(partition).int32(1).int32(0);
        for (const list of [[1, 2, 3], [1, 2], []]) answer.array(list, (id) => answer.int32(id));
      });
      answer.int32(READ_AND_DESCRIBE);
    });
    answer.int32(NOT_TOLD);

    expect(metadataV8.decode(answer.toBuffer())).toEqual({
      brokers: [{ nodeId: 1, host: 'kafka', port: 9092 }],
      controllerId: 1,
      rights: 'unknown',
      topics: [
        {
          ...{ topic: 'otlp_spans', errorCode: 0, rights: ['READ', 'DESCRIBE'] },
          partitions: [{ partition: 7, leader: 1, replicas: 3, inSync: 2 }],
        },
      ],
    });
    expect(() => metadataV8.decode(answer.toBuffer().subarray(0, -1))).toThrow(RangeError);
  });
});

describe('a group', () => {
  it('is described with its members and rights', () => {
    const answer = new ByteWriter().int32(0);
    answer.array(['otel'], (id) => {
      answer.int16(0).string(id).string('Stable').string('consumer').string('range');
      answer.array(['m-1', 'm-2'], (member) => {
        answer.string(member).int16(NULL).string('client').string('/10.0.0.1').int32(0).int32(0);
      });
      answer.int32(READ_AND_DESCRIBE);
    });

    expect(describeGroupsV4.decode(answer.toBuffer())).toEqual({
      ...{ errorCode: 0, state: 'Stable', protocolType: 'consumer', members: 2 },
      rights: ['READ', 'DESCRIBE'],
    });
  });

  it('has a coordinator', () => {
    const answer = new ByteWriter().int32(0).int16(0).int16(NULL).int32(3).string('kafka-3').int32(9092);

    expect(findCoordinatorV2.decode(answer.toBuffer())).toEqual({
      ...{ errorCode: 0, nodeId: 3, host: 'kafka-3', port: 9092 },
    });
  });

  it('is listed with its kind', () => {
    const answer = new ByteWriter().noTags().int32(0).int16(0);
    answer.compactArray(['newer'], (id) => {
      answer
        .compactString(id)
        .compactString('consumer')
        .compactString('Stable')
        .compactString('Consumer')
        .noTags();
    });
    answer.noTags();

    expect(listGroupsV5.decode(answer.toBuffer())).toEqual({
      ...{ errorCode: 0, groups: [{ groupId: 'newer', kind: 'Consumer' }] },
    });
  });
});

describe('settings', () => {
  it('are values by key, without the other fields', () => {
    const answer = new ByteWriter().int32(0);
    answer.array(['otlp_spans'], (topic) => {
      answer.int16(0).int16(NULL).int8(2).string(topic);
      answer.array(['max.message.bytes'], (key) => {
        answer.string(key).string('1048588').boolean(false).int8(5).boolean(false);
        answer.array(['message.max.bytes'], (synonym) => answer.string(synonym).string('1048588').int8(5));
      });
    });

    expect(describeConfigsV1.decode(answer.toBuffer())).toEqual([
      { errorCode: 0, name: 'otlp_spans', values: new Map([['max.message.bytes', '1048588']]) },
    ]);
  });
});

describe('offsets', () => {
  it('are requested by topic, uncommitted, as a consumer does', () => {
    const partitions = [
      { topic: 'a', partition: 0 },
      { topic: 'b', partition: 1 },
      { topic: 'a', partition: 2 },
    ];

    expect(listOffsetsV2.encode({ atMs: -1n, partitions }).toString('hex')).toBe(
      'ffffffff' +
        '00' +
        '00000002' +
        `0001${hex('a')}00000002` +
        `00000000${'ff'.repeat(8)}00000002${'ff'.repeat(8)}` +
        `0001${hex('b')}00000001` +
        `00000001${'ff'.repeat(8)}`,
    );
  });

  it('are returned with the time of the record, or −1 for none', () => {
    const answer = new ByteWriter().int32(0);
    answer.array(['a'], (topic) => {
      answer.string(topic);
      answer.array([0, 1], (partition) =>
        answer
          .int32(partition)
          .int16(0)
          .int64(partition === 0 ? 5_000n : -1n)
          .int64(partition === 0 ? 9n : -1n),
      );
    });

    expect(listOffsetsV2.decode(answer.toBuffer())).toEqual([
      { topic: 'a', partition: 0, errorCode: 0, timestampMs: 5_000n, offset: 9n },
      { topic: 'a', partition: 1, errorCode: 0, timestampMs: -1n, offset: -1n },
    ]);
  });
});

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
