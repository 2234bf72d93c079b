import fc from 'fast-check';
import { ByteReader } from '../../../../../lib/adapters/kafka/protocol/byte-reader';
import { ByteWriter } from '../../../../../lib/adapters/kafka/protocol/byte-writer';

describe('ByteReader', () => {
  it.each([
    ['00', 0n],
    ['01', -1n],
    ['02', 1n],
    ['ac02', 150n],
    ['ffffffffffffffffff01', -(2n ** 63n)],
    ['feffffffffffffffff01', 2n ** 63n - 1n],
  ])('reads the zigzag varint %s', (hex, value) => {
    expect(new ByteReader(Buffer.from(hex, 'hex')).varlong()).toBe(value);
  });

  it.each([
    ['uvarint', 'ffffffffffff'],
    ['varlong', 'ffffffffffffffffffffff'],
  ] as const)('rejects a %s without an end', (read, hex) => {
    expect(() => new ByteReader(Buffer.from(hex, 'hex'))[read]()).toThrow(RangeError);
  });

  it.each([
    ['ffff', ''],
    ['0000', ''],
    ['00026162', 'ab'],
  ])('reads %s as a nullable text', (hex, text) => {
    expect(new ByteReader(Buffer.from(hex, 'hex')).nullableString()).toBe(text);
  });

  it('reads what the writer wrote', () => {
    fc.assert(
      fc.property(
        fc.record({
          uvarint: fc.nat(),
          int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
          texts: fc.array(fc.string({ unit: 'grapheme' })),
        }),
        ({ uvarint, int64, texts }) => {
          const writer = new ByteWriter().uvarint(uvarint).int64(int64);
          writer.array(texts, (text) => writer.string(text));
          writer.compactArray(texts, (text) => writer.compactString(text).noTags());
          const reader = new ByteReader(writer.toBuffer());

          expect(reader.uvarint()).toBe(uvarint);
          expect(reader.int64()).toBe(int64);
          expect(reader.array(2, () => reader.string())).toEqual(texts);
          expect(
            reader.compactArray(2, () => {
              const text = reader.compactString();
              reader.skipTags();
              return text;
            }),
          ).toEqual(texts);
          expect(reader.left).toBe(0);
        },
      ),
    );
  });
});
