import fc from 'fast-check';
import { RangeSet } from '../../../verify/memory/ranges';

const range = fc
  .tuple(fc.bigInt(0n, 40n), fc.bigInt(0n, 40n))
  .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));

describe('a set of ranges', () => {
  it('lacks exactly the offsets that were never added', () => {
    fc.assert(
      fc.property(fc.array(range), range, (added, asked) => {
        const set = new RangeSet();
        for (const each of added) set.add(each);
        const offsets = Array.from({ length: 41 }, (_, offset) => BigInt(offset));
        const isIn = (offset: bigint, { from, to }: { from: bigint; to: bigint }) =>
          offset >= from && offset < to;

        const missing = offsets.filter((offset) => set.missingIn(asked).some((each) => isIn(offset, each)));

        const expected = offsets.filter(
          (offset) => isIn(offset, asked) && !added.some((each) => isIn(offset, each)),
        );
        expect(missing).toEqual(expected);
        expect(set.countMissingIn(asked)).toBe(BigInt(expected.length));
      }),
    );
  });
});
