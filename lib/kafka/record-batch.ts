import { ByteReader } from './codec/byte-reader';

/**
 * - `record`     the first record at or after an offset, and the broker's timestamp of it
 * - `none`       no record there, up to `nextOffset`
 * - `unreadable` a format of before Kafka 0.11, or bytes that make no sense
 */
export type FirstRecord =
  | { kind: 'record'; offset: bigint; timestampMs: number }
  | { kind: 'none'; nextOffset: bigint }
  | { kind: 'unreadable' };

/** Size of base offset and batch length, which the length does not count, and of the whole header. */
const BEFORE_LENGTH = 12;
const HEADER_BYTES = 61;

const MAGIC_AT = 16;
const BATCH_FORMAT = 2;

const COMPRESSION = 0x07;
const LOG_APPEND_TIME = 0x08;
const CONTROL = 0x20;
const DELETE_HORIZON = 0x40;

interface Batch {
  attributes: number;
  baseOffset: bigint;
  lastOffset: bigint;
  baseTimestampMs: bigint;
  maxTimestampMs: bigint;
  recordCount: number;
  records: Buffer;
}

/**
 * Finds the first record at or after `from` in record batches as a Fetch gives them. Transaction markers are no
 * records; records of open and aborted transactions are, to one who reads uncommitted.
 *
 * The records of a compressed batch stay compressed: their times are taken as spread evenly by offset from the
 * batch's first to its largest. That is exact for the first record of a batch, and off by less than the time that
 * the producer took to fill the batch within it. In a compacted topic, offsets of a compressed batch that
 * compaction emptied count as records: to be read, which is the safe side.
 */
export function firstRecord(batches: Buffer, from: bigint): FirstRecord {
  let nextOffset = from;
  let rest = batches;
  while (rest.length > MAGIC_AT) {
    if (rest.readInt8(MAGIC_AT) !== BATCH_FORMAT) return { kind: 'unreadable' };
    const size = BEFORE_LENGTH + rest.readInt32BE(8);
    if (size < HEADER_BYTES) return { kind: 'unreadable' };
    // The broker cuts the last one off where the limit is.
    if (rest.length < size) break;
    const batch = readBatch(rest.subarray(0, size));
    if (batch.lastOffset < batch.baseOffset) return { kind: 'unreadable' };
    try {
      const found = batch.lastOffset < from ? undefined : firstIn(batch, from);
      if (found) return withSaneTime(found);
    } catch (error) {
      if (error instanceof RangeError) return { kind: 'unreadable' };
      throw error;
    }
    if (batch.lastOffset >= nextOffset) nextOffset = batch.lastOffset + 1n;
    rest = rest.subarray(size);
  }
  return { kind: 'none', nextOffset };
}

interface Found {
  offset: bigint;
  timestampMs: bigint | undefined;
}

function readBatch(bytes: Buffer): Batch {
  const reader = new ByteReader(bytes);
  const baseOffset = reader.int64();
  reader.take(9); // length, leader epoch, magic
  reader.take(4); // checksum
  const attributes = reader.int16();
  const lastOffset = baseOffset + BigInt(reader.int32());
  const [baseTimestampMs, maxTimestampMs] = [reader.int64(), reader.int64()];
  reader.take(14); // producer's id, epoch and sequence
  const recordCount = reader.int32();
  const records = reader.take(reader.left);
  return { attributes, baseOffset, lastOffset, baseTimestampMs, maxTimestampMs, recordCount, records };
}

function firstIn(batch: Batch, from: bigint): Found | undefined {
  // Compaction leaves empty batches behind, to remember the producer by.
  if (batch.attributes & CONTROL || batch.recordCount === 0) return undefined;
  return batch.attributes & COMPRESSION ? inCompressed(batch, from) : inPlain(batch, from);
}

function inCompressed(batch: Batch, from: bigint): Found {
  const { attributes, baseOffset, lastOffset, baseTimestampMs, maxTimestampMs } = batch;
  const offset = from > baseOffset ? from : baseOffset;
  if (attributes & LOG_APPEND_TIME) return { offset, timestampMs: maxTimestampMs };
  // The cleaner keeps a time of its own where the first record's was.
  if (attributes & DELETE_HORIZON) return { offset, timestampMs: undefined };
  const offsets = lastOffset - baseOffset;
  const spread = offsets === 0n ? 0n : ((maxTimestampMs - baseTimestampMs) * (offset - baseOffset)) / offsets;
  return { offset, timestampMs: baseTimestampMs + spread };
}

function inPlain(batch: Batch, from: bigint): Found | undefined {
  const reader = new ByteReader(batch.records);
  for (let read = 0; read < batch.recordCount; read += 1) {
    const record = new ByteReader(reader.take(Number(reader.varlong())));
    record.int8(); // attributes
    const delta = record.varlong();
    const offset = batch.baseOffset + record.varlong();
    if (offset < from) continue;
    const appendTime = batch.attributes & LOG_APPEND_TIME;
    return { offset, timestampMs: appendTime ? batch.maxTimestampMs : batch.baseTimestampMs + delta };
  }
  return undefined;
}

/** Producers may leave the time out, which Kafka stores as −1. */
function withSaneTime({ offset, timestampMs }: Found): FirstRecord {
  if (timestampMs === undefined || timestampMs < 0n || timestampMs > Number.MAX_SAFE_INTEGER) {
    return { kind: 'unreadable' };
  }
  return { kind: 'record', offset, timestampMs: Number(timestampMs) };
}
