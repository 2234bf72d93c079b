import fc from 'fast-check';
import { FrameBudget } from '../../../../../lib/adapters/kafka/connection/frame-budget';
import { FrameReader } from '../../../../../lib/adapters/kafka/connection/frame-reader';

const LIMIT = 1_000;
const MEBIBYTE = 1024 * 1024;

function framed(body: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

const readerOf = (limit: number, budget = new FrameBudget()) => new FrameReader(() => limit, budget);

const read = (reader: FrameReader, ...chunks: Buffer[]) => chunks.flatMap((chunk) => [...reader.read(chunk)]);

describe('frames', () => {
  it('are the same, however the bytes arrive', () => {
    const bodies = fc.array(fc.uint8Array({ minLength: 4, maxLength: 40 }), { maxLength: 5 });
    const cuts = fc.array(fc.nat(60), { maxLength: 10 });

    fc.assert(
      fc.property(bodies, cuts, (sent, lengths) => {
        const reader = readerOf(LIMIT);
        let rest = Buffer.concat(sent.map(framed));
        const received: Buffer[] = [];
        for (const length of lengths) {
          received.push(...read(reader, rest.subarray(0, length)));
          rest = rest.subarray(length);
        }
        received.push(...read(reader, rest));

        expect(received.map((frame) => frame.toString('hex'))).toEqual(
          sent.map((body) => Buffer.from(body).toString('hex')),
        );
      }),
    );
  });

  it.each([
    ['00000000', 'a response of 0 bytes is impossible'],
    ['00000003', 'a response of 3 bytes is impossible'],
    ['ffffffff', 'a response of -1 bytes is impossible'],
    ['80000000', 'a response of -2147483648 bytes is impossible'],
    ['7fffffff', 'a response of 2147483647 bytes is more than the 1000 allowed'],
    ['000003e9', 'a response of 1001 bytes is more than the 1000 allowed'],
    ['48545450', 'a response of 1213486160 bytes is more than the 1000 allowed'],
  ])('of the size %s are not read', (hex, why) => {
    expect(() => read(readerOf(LIMIT), Buffer.from(hex, 'hex'))).toThrow(new RangeError(why));
  });

  it('that nobody asked for are not read', () => {
    expect(() => read(readerOf(0), framed(Buffer.alloc(4)))).toThrow('nobody asked for');
  });

  it('use no memory for bytes that have not arrived', () => {
    const before = process.memoryUsage.rss();
    const readers = Array.from({ length: 40 }, () => readerOf(64 * MEBIBYTE));
    const size = Buffer.alloc(4);
    size.writeInt32BE(64 * MEBIBYTE);
    for (const reader of readers) read(reader, size, Buffer.alloc(10));

    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * MEBIBYTE);
  });

  it('of several connections share a budget: one waits until another is done, and loses no byte', () => {
    const budget = new FrameBudget();
    const [first, second, third] = [0, 1, 2].map(() => readerOf(64 * MEBIBYTE, budget));
    if (!first || !second || !third) throw new Error('unreachable');
    const large = framed(Buffer.alloc(40 * MEBIBYTE, 7));
    let room = 0;
    budget.onRoom(() => {
      room += 1;
    });

    expect(read(first, large.subarray(0, 1_000))).toEqual([]);
    expect(read(second, large.subarray(0, 1_000))).toEqual([]);
    expect([first.waits, second.waits]).toEqual([false, true]);
    expect(read(third, framed(Buffer.alloc(10)))).toHaveLength(1);
    expect(read(first, large.subarray(1_000))).toHaveLength(1);
    expect(room).toBe(1);
    expect(
      read(second, Buffer.alloc(0), large.subarray(1_000)).map((frame) => frame.equals(large.subarray(4))),
    ).toEqual([true]);
    expect(second.waits).toBe(false);
  });

  it('that will never be complete give their memory back', () => {
    const budget = new FrameBudget();
    const [first, second] = [readerOf(64 * MEBIBYTE, budget), readerOf(64 * MEBIBYTE, budget)];
    read(first, framed(Buffer.alloc(60 * MEBIBYTE)).subarray(0, 100));

    first.release();
    read(second, framed(Buffer.alloc(60 * MEBIBYTE)).subarray(0, 100));

    expect(second.waits).toBe(false);
  });
});
