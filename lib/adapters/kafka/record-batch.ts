import { ByteReader } from './protocol/byte-reader';

/**
 * - `record`     the first record at or after an offset, with its broker timestamp
 * - `between`    the same within a compressed batch, whose timestamp lies in the range and is estimated as `timestampMs`
 * - `none`       no record up to `nextOffset`
 * - `unreadable` a format older than Kafka 0.11, or invalid bytes
 */
export type FirstRecord =
  | { kind: 'record'; offset: bigint; timestampMs: number }
  | { kind: 'between'; offset: bigint; timestampMs: number; earliestMs: number; latestMs: number }
  | { kind: 'none'; nextOffset: bigint }
  | { kind: 'unreadable' };

/** The size of base offset and batch length, which the length itself does not include, and of the whole header. */
const BEFORE_LENGTH = 12;
const HEADER_BYTES = 61;

const MAGIC_AT = 16;
const BATCH_FORMAT = 2;

const COMPRESSION = 0x07;
const LOG_APPEND_TIME = 0x08;
const CONTROL = 0x20;
const DELETE_HORIZON = 0x40;

/** Kafka's value for a record without a timestamp. */
const NO_TIMESTAMP = -1n;

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
 * Finds the first record at or after `from` in the record batches of a Fetch response. Transaction markers are not
 * records. Records of open and aborted transactions count, as for a consumer with read_uncommitted.
 *
 * Compressed batches are not decompressed. The header has the timestamp of the first record and the largest timestamp,
 * and the other records lie in between. In a compacted topic, a compressed batch that compaction has emptied still
 * counts as records, which errs on the safe side.
 */
export function firstRecord(batches: Buffer, from: bigint): FirstRecord {
  let nextOffset = from;
  let rest = batches;
  while (rest.length > MAGIC_AT) {
    if (rest.readInt8(MAGIC_AT) !== BATCH_FORMAT) return { kind: 'unreadable' };
    const size = BEFORE_LENGTH + rest.readInt32BE(8);
    if (size < HEADER_BYTES) return { kind: 'unreadable' };
    // The broker truncates the last batch at the size limit.
    if (rest.length < size) break;
    const batch = readBatch(rest.subarray(0, size));
    if (batch.lastOffset < batch.baseOffset || batch.recordCount < 0) return { kind: 'unreadable' };
    try {
      const found = batch.lastOffset < from ? undefined : firstIn(batch, from);
      if (found) return sane(found);
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
  timestampMs: bigint;
  /** True if the records were not read. */
  range?: { earliestMs: bigint; latestMs: bigint };
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
  // Compaction keeps empty batches, because they hold the producer's state.
  if (batch.attributes & CONTROL || batch.recordCount === 0) return undefined;
  return batch.attributes & COMPRESSION ? inCompressed(batch, from) : inPlain(batch, from);
}

function inCompressed(batch: Batch, from: bigint): Found {
  const { attributes, baseOffset, lastOffset, baseTimestampMs, maxTimestampMs } = batch;
  if (attributes & LOG_APPEND_TIME) return { offset: max(from, baseOffset), timestampMs: maxTimestampMs };
  // In a compacted batch this field is a delete horizon, not the first record's timestamp.
  if (attributes & DELETE_HORIZON) return { offset: max(from, baseOffset), timestampMs: NO_TIMESTAMP };
  if (from <= baseOffset) return { offset: baseOffset, timestampMs: baseTimestampMs };
  const spread = ((maxTimestampMs - baseTimestampMs) * (from - baseOffset)) / (lastOffset - baseOffset);
  return {
    offset: from,
    timestampMs: baseTimestampMs + spread,
    range: { earliestMs: baseTimestampMs, latestMs: maxTimestampMs },
  };
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

function sane({ offset, timestampMs, range }: Found): FirstRecord {
  const times = [timestampMs, range?.earliestMs ?? 0n, range?.latestMs ?? 0n];
  if (times.some((time) => time < 0n || time > Number.MAX_SAFE_INTEGER)) return { kind: 'unreadable' };
  if (!range) return { kind: 'record', offset, timestampMs: Number(timestampMs) };
  return {
    kind: 'between',
    offset,
    timestampMs: Number(timestampMs),
    earliestMs: Number(range.earliestMs),
    latestMs: Number(range.latestMs),
  };
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
