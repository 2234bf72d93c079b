import { spanRecord } from '../../../local/traffic/span-record';

describe('spanRecord', () => {
  it('is a TracesData with one resource, one scope and one span, which a Collector can read', () => {
    const { value, span } = spanRecord(1_000);

    // resource_spans { scope_spans { spans { ... } } }: three nested messages, the span's length being what is left.
    const spanLength = value.length - 6;
    expect([...value.subarray(0, 6)]).toEqual([
      ...[0x0a, spanLength + 4],
      ...[0x12, spanLength + 2],
      ...[0x12, spanLength],
    ]);
    // trace_id (1) and span_id (2) as bytes.
    expect(value.subarray(6, 8)).toEqual(Buffer.from([0x0a, 16]));
    expect(value.toString('hex', 8, 24)).toBe(span.traceId);
    expect(value.subarray(24, 26)).toEqual(Buffer.from([0x12, 8]));
    expect(value.toString('hex', 26, 34)).toBe(span.spanId);
    // end_time_unix_nano (8) as fixed64: 1,000 ms.
    expect(value.at(-9)).toBe(0x41);
    expect(value.readBigUInt64LE(value.length - 8)).toBe(1_000_000_000n);
  });

  it('grows by an attribute of the given number of bytes', () => {
    const padded = spanRecord(1_000, 300).value;

    // attributes (9) { key (1), value (2) { string_value (1) } } at the end of the span.
    expect(padded.toString('latin1')).toContain(`\x0a\x07padding\x12\xaf\x02\x0a\xac\x02${'x'.repeat(300)}`);
    expect(padded.toString('latin1').endsWith('x'.repeat(300))).toBe(true);
  });

  it('has new ids each time', () => {
    const ids = Array.from({ length: 100 }, () => spanRecord(1_000).span.spanId);

    expect(new Set(ids).size).toBe(100);
  });
});
