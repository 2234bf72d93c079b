import fc from 'fast-check';
import { randomTraceId } from '../../../local/traffic/random-ids';
import { partitionOfTrace } from '../../../local/traffic/trace-partition';

const traceId = fc.stringMatching(/^[0-9a-f]{32}$/);

describe('partitionOfTrace', () => {
  it.each([
    // FNV-1a 32 by its authors' test vectors: 0x811c9dc5, 0xe40c292c and 0xbf9cf968; as signed numbers
    // -2128831035, -468965076 and -1080231576.
    ['', 1_000, 35],
    ['a', 1_000, 76],
    ['foobar', 1_000, 576],
    ['foobar', 1, 0],
  ])('is the absolute value of the signed hash of "%s" modulo %d: %d', (text, partitions, expected) => {
    expect(partitionOfTrace(text, partitions)).toBe(expected);
  });

  it('is always a partition of the topic', () => {
    fc.assert(
      fc.property(traceId, fc.integer({ min: 1, max: 500 }), (id, partitions) => {
        const partition = partitionOfTrace(id, partitions);
        expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true);
      }),
    );
  });
});

describe('randomTraceId', () => {
  const ids = (kind: 'avoid' | 'only') =>
    Array.from({ length: 500 }, () => randomTraceId({ kind, partition: 3, partitions: 8 }));

  it('avoids a partition, or chooses it', () => {
    expect(new Set(ids('avoid').map((id) => partitionOfTrace(id, 8)))).toEqual(
      new Set([0, 1, 2, 4, 5, 6, 7]),
    );
    expect(new Set(ids('only').map((id) => partitionOfTrace(id, 8)))).toEqual(new Set([3]));
  });

  it('returns different ids of 32 hexadecimal digits', () => {
    const many = Array.from({ length: 5_000 }, () => randomTraceId({ kind: 'any' }));

    expect(new Set(many).size).toBe(5_000);
    expect(many.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  });
});
