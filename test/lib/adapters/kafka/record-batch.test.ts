import fc from 'fast-check';
import { firstRecord } from '../../../../lib/adapters/kafka/record-batch';
import { recordBatch } from '../../../_helpers/kafka/record-batch';

const GZIP = 0x01;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const DELETE_HORIZON = 0x40;

/** Three records, 1 s and 9 s apart. */
const plain = (baseOffset: bigint, attributes = 0) =>
  recordBatch({
    baseOffset,
    attributes,
    records: [{ timestampMs: 1_000 }, { timestampMs: 2_000 }, { timestampMs: 11_000 }],
  });
const marker = (baseOffset: bigint) =>
  recordBatch({ baseOffset, attributes: CONTROL | TRANSACTIONAL, records: [{ timestampMs: 1 }] });

const record = (offset: bigint, timestampMs: number) => ({ kind: 'record', offset, timestampMs });

describe('firstRecord', () => {
  it.each([
    ['the first record of a batch', plain(10n), 10n, record(10n, 1_000)],
    ['one in the middle', plain(10n), 12n, record(12n, 11_000)],
    ['one behind a gap that compaction left', plain(10n), 7n, record(10n, 1_000)],
    ['one of a later batch', Buffer.concat([plain(10n), plain(13n)]), 13n, record(13n, 1_000)],
    ['one behind a transaction marker', Buffer.concat([marker(9n), plain(10n)]), 9n, record(10n, 1_000)],
    ['one of a transaction, open or aborted', plain(10n, TRANSACTIONAL), 11n, record(11n, 2_000)],
    ['the largest time where the broker stamps', plain(10n, LOG_APPEND_TIME), 10n, record(10n, 11_000)],
    ['the same, compressed', plain(10n, LOG_APPEND_TIME | GZIP), 11n, record(11n, 11_000)],
    ['the first of a compressed batch', plain(10n, GZIP), 10n, record(10n, 1_000)],
    [
      'a range in the middle of a compressed batch',
      plain(10n, GZIP),
      11n,
      { kind: 'between', offset: 11n, timestampMs: 6_000, earliestMs: 1_000, latestMs: 11_000 },
    ],
    [
      'one of a batch whose tail compaction took: the batch after it',
      Buffer.concat([
        recordBatch({ baseOffset: 0n, records: [{ timestampMs: 1_000 }], lastOffsetDelta: 4 }),
        plain(5n),
      ]),
      3n,
      record(5n, 1_000),
    ],
    ['offsets beyond 2^53', plain(2n ** 60n), 2n ** 60n + 1n, record(2n ** 60n + 1n, 2_000)],
  ])('finds %s', (_what, batches, from, expected) => {
    expect(firstRecord(batches, from)).toEqual(expected);
  });

  it.each([
    ['nothing at all', Buffer.alloc(0), 5n, 5n],
    ['a marker', marker(5n), 5n, 6n],
    ['records that are read already', plain(2n), 5n, 5n],
    [
      'an empty batch that compaction left',
      recordBatch({ baseOffset: 5n, records: [], lastOffsetDelta: 3 }),
      5n,
      9n,
    ],
    ['a batch that is cut off', plain(5n).subarray(0, -1), 5n, 5n],
    [
      'a marker before a batch that is cut off',
      Buffer.concat([marker(5n), plain(6n).subarray(0, 40)]),
      5n,
      6n,
    ],
  ])('finds no record in %s, and returns how far it looked', (_what, batches, from, nextOffset) => {
    expect(firstRecord(batches, from)).toEqual({ kind: 'none', nextOffset });
  });

  it.each([
    ['the format of before Kafka 0.11', { header: { magic: 1 } }],
    ['a record without a time', { header: { baseTimestampMs: -1 }, records: [{ timestampMs: -1 }] }],
    ['a negative number of records', { header: { recordCount: -1 } }],
    ['more records than bytes', { header: { recordCount: 9 }, from: 3n }],
    ['a compressed batch whose first time the cleaner took', { attributes: GZIP | DELETE_HORIZON }],
    ['a batch that ends before it begins', { lastOffsetDelta: -1 }],
  ])('ignores %s', (_what, { from = 0n, ...change }: { from?: bigint } & object) => {
    const batch = recordBatch({
      baseOffset: 0n,
      records: [{ timestampMs: 5 }],
      lastOffsetDelta: 9,
      ...change,
    });

    expect(firstRecord(batch, from)).toEqual({ kind: 'unreadable' });
  });

  it('finds no record with an invalid length', () => {
    const batch = plain(0n);
    batch.writeInt32BE(3, 8);

    expect(firstRecord(batch, 0n)).toEqual({ kind: 'unreadable' });
  });

  it('never throws, and never finds a record before the offset, whatever the bytes are', () => {
    const good = Buffer.concat([marker(9n), plain(10n), plain(13n, GZIP)]);
    const edits = fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        edits,
        fc.bigInt({ min: 0n, max: 20n }),
        fc.nat({ max: good.length }),
        (changes, from, cut) => {
          const bytes = Buffer.from(good);
          for (const [at, value] of changes) bytes[at] = value;
          const found = firstRecord(bytes.subarray(0, cut), from);

          if (found.kind === 'none') expect(found.nextOffset >= from).toBe(true);
          if (found.kind === 'record' || found.kind === 'between') {
            expect(found.offset >= from).toBe(true);
            expect(Number.isSafeInteger(found.timestampMs) && found.timestampMs >= 0).toBe(true);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
