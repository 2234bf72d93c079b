/** What lengths, counts, codes and offsets break on. */
const NUMBERS = [
  0,
  1,
  -1,
  2,
  127,
  128,
  32_767,
  -32_768,
  65_535,
  1_000_000,
  33_554_432,
  2 ** 31 - 1,
  -(2 ** 31),
];

const MOST_CHANGES = 4;
const LONGEST = 20_000;

/** One of the byte strings after a few random changes: other bits, numbers, lengths, or a part of another. */
export function mutatedBytes(corpus: readonly Buffer[], random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit);
  const any = <T>(items: readonly T[]): T | undefined => items[below(items.length)];
  let bytes: Buffer = Buffer.from(any(corpus) ?? []);
  for (let changes = 1 + below(MOST_CHANGES); changes > 0; changes -= 1) {
    const at = below(bytes.length + 1);
    const end = Math.min(bytes.length, at + below(12));
    const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
    const other = any(corpus) ?? bytes;
    const from = below(other.length);
    const changed = [
      () => flipped(bytes, at, 1 << below(8)),
      () => overwritten(bytes, at, numberOf(any(NUMBERS) ?? 0, any([1, 2, 4, 8]) ?? 4)),
      () => overwritten(bytes, at, numberOf(any(NUMBERS) ?? 0, any([1, 2, 4, 8]) ?? 4)),
      () => overwritten(bytes, at, varint(any(NUMBERS) ?? 0)),
      () => Buffer.concat([before, after]),
      () => Buffer.concat([before, part, part, part, after]),
      () => Buffer.concat([before, other.subarray(from, from + below(100)), after]),
      () => before,
    ];
    bytes = (changed[below(changed.length)]?.() ?? bytes).subarray(0, LONGEST);
  }
  return bytes;
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ bit;
  return changed;
}

function overwritten(bytes: Buffer, at: number, by: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + by.length)]);
}

/** Big-endian, as in Kafka's protocol. */
function numberOf(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes.subarray(8 - size);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value >>> 0;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
