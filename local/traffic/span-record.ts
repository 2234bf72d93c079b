import { randomHex } from './random-ids';

/** One Kafka record as kafkaexporter writes it (`otlp_proto`), with the span that it contains. */
export interface SpanRecord {
  value: Buffer;
  span: { spanId: string; traceId: string };
}

/** The protobuf wire types that are used here. */
const FIXED64 = 1;
const BYTES = 2;

/**
 * A record with one root span that ends at `nowMs`, and an attribute with `paddingBytes` extra bytes. Field numbers are
 * those of opentelemetry-proto's trace.proto and common.proto.
 */
export function spanRecord(nowMs: number, paddingBytes = 0): SpanRecord {
  const traceId = randomHex(16);
  const spanId = randomHex(8);
  const span = Buffer.concat([
    field(1, Buffer.from(traceId, 'hex')),
    field(2, Buffer.from(spanId, 'hex')),
    field(5, Buffer.from('POST /checkout')),
    time(7, nowMs - 20),
    time(8, nowMs),
    ...(paddingBytes > 0 ? [field(9, attribute('padding', 'x'.repeat(paddingBytes)))] : []),
  ]);
  const scopeSpans = field(2, span);
  const resourceSpans = field(2, scopeSpans);
  return { value: field(1, resourceSpans), span: { spanId, traceId } };
}

function attribute(key: string, text: string): Buffer {
  return Buffer.concat([field(1, Buffer.from(key)), field(2, field(1, Buffer.from(text)))]);
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | BYTES, ...varint(content.length)]), content]);
}

function time(number: number, ms: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (number << 3) | FIXED64;
  bytes.writeBigUInt64LE(BigInt(ms) * 1_000_000n, 1);
  return bytes;
}

/** Encodes seven bits per byte, lowest first. The high bit is set if more bytes follow. */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
