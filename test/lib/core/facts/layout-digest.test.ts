import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeCounts, encodeCounts, isDigest, topicHash } from '../../../../lib/core/facts/layout-digest';

/** Two names with one hash: 16 bits are shared by two of some hundred names. */
function twins(): [string, string] {
  const seen = new Map<number, string>();
  for (let index = 0; ; index++) {
    const name = `topic-${index}`;
    const twin = seen.get(topicHash(name));
    if (twin !== undefined) return [twin, name];
    seen.set(topicHash(name), name);
  }
}

describe('the digest of partition counts', () => {
  it('returns the counts by the hash of the name', () => {
    const counts = decodeCounts(
      encodeCounts([
        ['otlp_spans', 6],
        ['otlp_logs', 3],
      ]),
    );

    expect([...counts]).toHaveLength(2);
    expect([counts.get(topicHash('otlp_spans')), counts.get(topicHash('otlp_logs'))]).toEqual([[6], [3]]);
  });

  it('returns both counts of two topics that share a hash, the smaller first', () => {
    const [one, other] = twins();

    const counts = decodeCounts(
      encodeCounts([
        [one, 12],
        [other, 3],
      ]),
    );

    expect([...counts]).toEqual([[topicHash(one), [3, 12]]]);
  });

  it('does not depend on the order', () => {
    const [one, other] = twins();
    const topics: [string, number][] = [
      [one, 12],
      ['otlp_spans', 6],
      [other, 3],
    ];

    expect(encodeCounts([...topics].reverse())).toBe(encodeCounts(topics));
  });

  it.each([0, 1, 127, 128, 255, 16_383, 16_384, 1_000_000])('holds a count of %i', (count) => {
    expect(decodeCounts(encodeCounts([['otlp_spans', count]])).get(topicHash('otlp_spans'))).toEqual([count]);
  });

  it('of nothing is empty', () => {
    expect([...decodeCounts(encodeCounts([]))]).toEqual([]);
  });

  it('has 16 bits per hash', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(topicHash(name)).toBeGreaterThanOrEqual(0);
        expect(topicHash(name)).toBeLessThan(65_536);
      }),
    );
    expect(topicHash('otlp_spans')).not.toBe(topicHash('otlp_logs'));
  });

  it('loses no count, however many topics there are', () => {
    const topics = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.nat(5_000)), {
      maxLength: 300,
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(topics, (given) => {
        const counts = decodeCounts(encodeCounts(given));

        for (const [name, count] of given) expect(counts.get(topicHash(name))).toContain(count);
        expect([...counts.values()].flat()).toHaveLength(given.length);
      }),
    );
  });
});

describe('a damaged digest in a state', () => {
  it.each([
    ['is one', encodeCounts([['otlp_spans', 6]]), true],
    ['is one of no topics', encodeCounts([]), true],
    [
      'is cut off',
      encodeCounts(Array.from({ length: 50 }, (_, index) => [`t${index}`, 6])).slice(0, 20),
      false,
    ],
    ['is any other text', 'receivers', false],
    // One value deflated: a hash without its count.
    ['has a hash without a count', deflateRawSync(Buffer.from([5])).toString('base64url'), false],
  ])('%s', (_name, text, expected) => {
    expect(isDigest(text)).toBe(expected);
  });
});
