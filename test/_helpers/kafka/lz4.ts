import { CompressionCodecs, CompressionTypes } from 'kafkajs';

const MAGIC = 0x184d2204;
const SHORTEST_MATCH = 4;

/** Lets kafkajs's consumers read batches that are compressed with lz4, which it does not know by itself. */
export function readLz4(): void {
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: () => Promise.reject(new Error('only reading is possible')),
    decompress: (frame: Buffer) => Promise.resolve(decodeFrame(frame)),
  });
}

/** The content of an LZ4 frame. Checksums are not checked. */
function decodeFrame(frame: Buffer): Buffer {
  if (frame.readUInt32LE(0) !== MAGIC) throw new Error('not an LZ4 frame');
  const flags = frame.readUInt8(4);
  const hasContentSize = (flags & 0x08) !== 0;
  const blockChecksumBytes = (flags & 0x10) !== 0 ? 4 : 0;
  const out: number[] = [];
  let at = hasContentSize ? 15 : 7;
  for (;;) {
    const size = frame.readUInt32LE(at);
    at += 4;
    if (size === 0) return Buffer.from(out);
    const length = size & 0x7fffffff;
    const block = frame.subarray(at, at + length);
    // The highest bit says that the block is not compressed.
    if (size >>> 31 === 1) for (const byte of block) out.push(byte);
    else decodeBlock(block, out);
    at += length + blockChecksumBytes;
  }
}

/** Appends a block. Its matches may point into earlier blocks. */
function decodeBlock(block: Buffer, out: number[]): void {
  let at = 0;
  const lengthFrom = (nibble: number) => {
    let length = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) more = block.readUInt8(at++);
    return length;
  };
  while (at < block.length) {
    const token = block.readUInt8(at++);
    const literals = lengthFrom(token >>> 4);
    for (const end = at + literals; at < end; at++) out.push(block[at] as number);
    // The last sequence has no match.
    if (at >= block.length) return;
    const from = out.length - block.readUInt16LE(at);
    at += 2;
    const length = lengthFrom(token & 0x0f) + SHORTEST_MATCH;
    for (let index = 0; index < length; index++) out.push(out[from + index] as number);
  }
}
