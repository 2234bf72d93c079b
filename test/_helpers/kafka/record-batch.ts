import { ByteWriter } from '../../../lib/adapters/kafka/protocol/byte-writer';

export interface BatchRequest {
  baseOffset: bigint;
  /** In order. `offset` counts from the base offset. @default the index in the list */
  records: { timestampMs: number; offset?: number }[];
  /** Compression, timestamp type, transactional, control and delete horizon, as Kafka's bits. */
  attributes?: number;
  /** @default that of the last record */
  lastOffsetDelta?: number;
  /** Header fields that differ from the records. */
  header?: { baseTimestampMs?: number; maxTimestampMs?: number; magic?: number; recordCount?: number };
}

/**
 * The bytes of a record batch in format 2, as brokers store it. With compression, the bytes of the records are never
 * read.
 */
export function recordBatch(request: BatchRequest): Buffer {
  const { baseOffset, records, attributes = 0, header = {} } = request;
  const times = records.map(({ timestampMs }) => timestampMs);
  const baseTimestampMs = header.baseTimestampMs ?? times[0] ?? 0;
  const offsets = records.map(({ offset }, index) => offset ?? index);
  const body = new ByteWriter()
    .int32(0) // leader epoch
    .int8(header.magic ?? 2)
    .int32(0) // checksum, which is never verified
    .int16(attributes)
    .int32(request.lastOffsetDelta ?? offsets.at(-1) ?? 0)
    .int64(BigInt(baseTimestampMs))
    .int64(BigInt(header.maxTimestampMs ?? Math.max(0, ...times)))
    .int64(-1n) // producer
    .int16(-1)
    .int32(-1)
    .int32(header.recordCount ?? records.length);
  for (const [index, { timestampMs }] of records.entries()) {
    body.raw(record(timestampMs - baseTimestampMs, offsets[index] ?? index));
  }
  const bytes = body.toBuffer();
  return new ByteWriter().int64(baseOffset).int32(bytes.length).raw(bytes).toBuffer();
}

/** A record without key, value and headers. */
function record(timestampDelta: number, offsetDelta: number): Buffer {
  const body = new ByteWriter().int8(0);
  zigzag(body, timestampDelta);
  zigzag(body, offsetDelta);
  zigzag(body, -1); // key
  zigzag(body, -1); // value
  zigzag(body, 0); // headers
  const bytes = body.toBuffer();
  const record = new ByteWriter();
  zigzag(record, bytes.length);
  return record.raw(bytes).toBuffer();
}

function zigzag(writer: ByteWriter, value: number): void {
  writer.uvarint(value < 0 ? -2 * value - 1 : 2 * value);
}
