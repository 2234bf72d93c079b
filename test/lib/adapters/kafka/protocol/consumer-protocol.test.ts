import { ByteWriter } from '../../../../../lib/adapters/kafka/protocol/byte-writer';
import {
  decodeAssignment,
  emptySubscription,
} from '../../../../../lib/adapters/kafka/protocol/consumer-protocol';

function assignment(topics: [topic: string, partitions: number[]][]): Buffer {
  const writer = new ByteWriter().int16(1);
  writer.array(topics, ([topic, partitions]) => {
    writer.string(topic).array(partitions, (partition) => writer.int32(partition));
  });
  return writer.int32(-1).toBuffer();
}

describe('the consumer protocol', () => {
  it('subscribes to nothing: version 0, no topics, no user data', () => {
    expect(emptySubscription()).toEqual(Buffer.from('0000 00000000 ffffffff'.replaceAll(' ', ''), 'hex'));
  });

  it('reads assignments in order, even with topics named like inherited properties', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const bytes = assignment([...names].reverse().map((name) => [name, [5, 0, 3]]));

    expect(decodeAssignment(bytes)).toEqual(names.map((topic) => ({ topic, partitions: [0, 3, 5] })));
  });

  it('rejects a truncated assignment', () => {
    const bytes = assignment([['spans', [0, 1]]]);
    const untilUserData = bytes.length - 4;
    for (let length = 0; length < untilUserData; length += 1) {
      expect(() => decodeAssignment(bytes.subarray(0, length))).toThrow(RangeError);
    }
  });
});
