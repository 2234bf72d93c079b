import fc from 'fast-check';
import type { Coverage, Owed } from '../../../../lib/core/facts/coverage';
import { layoutOf } from '../../../../lib/core/facts/layout';
import { formatCoverage, parseCoverage } from '../../../../lib/core/state/coverage-codec';
import { covering, owedOf } from '../../../_helpers/core/situation';
import { NOW_MS, snapshot, topic } from '../../../_helpers/core/snapshots';

const MOST_BYTES = 4_096;

const offset = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const timeMs = fc.integer({ min: 0, max: NOW_MS });
/** Topics may be called anything that Kafka allows, and what JavaScript has its own ideas about. */
const topicName = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9._-]{1,20}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '-'),
);
const status: fc.Arbitrary<Owed['status']> = fc.oneof(
  fc.constantFrom({ kind: 'met' as const }, { kind: 'settled' as const }),
  fc.record({ kind: fc.constant('unmet' as const), tasks: fc.stringMatching(/^[a-z]{0,8}$/) }),
  fc.record({ kind: fc.constant('taken' as const), atMs: timeMs }),
);
const owed: fc.Arbitrary<Owed> = fc.record({
  ...{ topic: topicName, partition: fc.nat(5), from: offset, sinceMs: timeMs, status },
});
const named = fc
  .uniqueArray(
    fc.tuple(topicName, fc.record({ count: fc.nat(50), id: fc.option(topicName, { nil: undefined }) })),
    {
      maxLength: 5,
      selector: ([name]) => name,
    },
  )
  .map((topics) => ({ kind: 'named' as const, topics: new Map(topics) }));
const coverage: fc.Arbitrary<Coverage> = fc.record({
  layout: named,
  owed: fc
    .array(owed, { maxLength: 12 })
    .map((all) => new Map(all.map((each) => [`${each.topic}/${each.partition}`, each]))),
});

/** So many topics, as a layout has them. */
function many(count: number, partitions: number): Coverage {
  const topics = Array.from({ length: count }, (_, index) =>
    topic(
      `otlp_spans.team-${index}`,
      Array.from({ length: partitions }, () => ({})),
    ),
  );
  const layout = layoutOf(snapshot(topics));
  if (!layout) throw new Error('all topics are there');
  return { layout, owed: new Map() };
}

function owing(before: Coverage, all: readonly Owed[]): Coverage {
  return { ...before, owed: new Map(all.map((each) => [`${each.topic}/${each.partition}`, each])) };
}

/** So many partitions of `otlp_spans`, each as `of` has it. */
function partitions(count: number, of: (partition: number) => Partial<Owed>): Owed[] {
  return Array.from({ length: count }, (_, partition) => owedOf({ partition, ...of(partition) }));
}

describe('a coverage', () => {
  it('is read back as written, whatever topics are called', () => {
    fc.assert(
      fc.property(coverage, (given) => {
        expect(parseCoverage(formatCoverage(given))).toEqual(given);
      }),
    );
  });

  it('of many topics is read back too', () => {
    const given = many(1_000, 10);

    expect(given.layout.kind).toBe('hashed');
    expect(parseCoverage(formatCoverage(given))).toEqual(given);
  });

  it('is the same text in any order of owed partitions', () => {
    const all = partitions(4, (partition) => ({ from: BigInt(partition) }));

    expect(formatCoverage(owing(covering(4), [...all].reverse()))).toBe(
      formatCoverage(owing(covering(4), all)),
    );
  });

  it.each<[string, Owed[], unknown[]]>([
    ['partitions of one kind as a range', partitions(5, () => ({})), [['otlp_spans', 0, 4, '4']]],
    [
      'a range for each offset',
      partitions(3, (partition) => ({ from: partition < 2 ? 7n : 9n })),
      [
        ['otlp_spans', 0, 1, '7'],
        ['otlp_spans', 2, 2, '9'],
      ],
    ],
    [
      'a range for each time',
      partitions(2, (partition) => ({ sinceMs: partition })),
      [
        ['otlp_spans', 0, 0, '4'],
        ['otlp_spans', 1, 1, '4'],
      ],
    ],
    [
      'a range for each status',
      partitions(2, (partition) => ({ status: { kind: 'taken', atMs: partition } })),
      [
        ['otlp_spans', 0, 0, '4'],
        ['otlp_spans', 1, 1, '4'],
      ],
    ],
    [
      'a range on each side of a gap',
      [owedOf({ partition: 0 }), owedOf({ partition: 2 })],
      [
        ['otlp_spans', 0, 0, '4'],
        ['otlp_spans', 2, 2, '4'],
      ],
    ],
    [
      'a range for each topic',
      [owedOf({ topic: 'b', partition: 1 }), owedOf({ topic: 'a', partition: 0 })],
      [
        ['a', 0, 0, '4'],
        ['b', 1, 1, '4'],
      ],
    ],
  ])('stores %s', (_name, all, expected) => {
    const stored: { owed: unknown[][] } = JSON.parse(formatCoverage(owing(covering(5), all)));

    expect(stored.owed.map((range) => range.slice(0, 4))).toEqual(expected);
  });

  it('of a thousand partitions that became uncovered together is a single range', () => {
    const text = formatCoverage(
      owing(
        covering(1_000),
        partitions(1_000, () => ({})),
      ),
    );

    expect(Buffer.byteLength(text)).toBeLessThan(300);
    expect(parseCoverage(text)?.owed.size).toBe(1_000);
  });
});

describe('a coverage that is too large for its parameter', () => {
  const all = partitions(500, (partition) => ({
    from: BigInt(5_000 - partition),
    sinceMs: NOW_MS - partition,
  }));
  const settled = owedOf({ topic: 'otlp_logs', status: { kind: 'settled' } });
  const text = formatCoverage(owing(covering(500), [...all, settled]));

  it('is shortened until it fits', () => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('owes each partition from the smallest offset, since the first time, as met: never less than before', () => {
    const owes = [...(parseCoverage(text)?.owed.values() ?? [])];

    expect(owes).toHaveLength(500);
    expect(new Set(owes.map(({ from, sinceMs, status: { kind } }) => `${from} ${sinceMs} ${kind}`))).toEqual(
      new Set([`4501 ${NOW_MS - 499} met`]),
    );
  });

  it('also owes the partitions between the first and the last of a topic', () => {
    const ends = [owedOf({ partition: 3 }), ...all.slice(100, 480)];
    const owes = parseCoverage(formatCoverage(owing(covering(500), ends)))?.owed;

    expect([owes?.size, owes?.has('otlp_spans/2'), owes?.has('otlp_spans/4')]).toEqual([477, false, true]);
  });

  it('fits even if every topic of a thousand has lost its commits', () => {
    const lost = Array.from({ length: 1_000 }, (_, index) => owedOf({ topic: `otlp_spans.team-${index}` }));

    const text = formatCoverage(owing(many(1_000, 1), lost));

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    expect(parseCoverage(text)).toMatchObject({ owed: new Map(), everythingSinceMs: expect.any(Number) });
  });
});

describe('a text that is not a coverage counts as lost', () => {
  const good = JSON.parse(formatCoverage(covering(3, [{}])));
  const withOwed = (...range: unknown[]) => JSON.stringify({ ...good, owed: [range] });

  it.each<[string, string | undefined]>([
    ['none', undefined],
    ['nothing', ''],
    ['half of it', formatCoverage(covering(3)).slice(0, -2)],
    ['null', 'null'],
    ['a list', '[]'],
    ['a newer version', JSON.stringify({ ...good, version: 2 })],
    ['no version', JSON.stringify({ ...good, version: undefined })],
    ['a key too many', JSON.stringify({ ...good, surprise: 1 })],
    ['no layout', JSON.stringify({ ...good, layout: undefined })],
    ['a digest that cannot be read', JSON.stringify({ ...good, layout: { kind: 'hashed', digest: 'AAAA' } })],
    ['an offset as a number', withOwed('otlp_spans', 0, 0, 4, 1, { kind: 'met' })],
    ['an offset of 20 digits', withOwed('otlp_spans', 0, 0, '1'.repeat(20), 1, { kind: 'met' })],
    ['a negative partition', withOwed('otlp_spans', -1, 0, '4', 1, { kind: 'met' })],
    ['a range without end', withOwed('otlp_spans', 0, 1e9, '4', 1, { kind: 'met' })],
    ['an unknown status', withOwed('otlp_spans', 0, 0, '4', 1, { kind: 'lost' })],
    ['no status', withOwed('otlp_spans', 0, 0, '4', 1)],
  ])('%s', (_name, text) => {
    expect(parseCoverage(text)).toBeUndefined();
  });

  it('unlike one that can be read', () => {
    expect(parseCoverage(withOwed('otlp_spans', 0, 1, '4', 1, { kind: 'met' }))?.owed.size).toBe(2);
  });

  it('and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseCoverage(text)).not.toThrow();
      }),
    );
  });

  it('and so does a truncated one', () => {
    fc.assert(
      fc.property(coverage, fc.nat(), (given, at) => {
        const text = formatCoverage(given);

        expect(parseCoverage(text.slice(0, at % text.length))).toBeUndefined();
      }),
    );
  });
});
