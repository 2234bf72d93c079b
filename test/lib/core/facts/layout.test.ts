import {
  knownTopics,
  type Layout,
  layoutOf,
  partitionsBeyond,
  recreatedTopics,
  sameTopics,
  stillKnown,
} from '../../../../lib/core/facts/layout';
import { topicHash } from '../../../../lib/core/facts/layout-digest';
import { partitionKey } from '../../../../lib/core/facts/survey';
import type { TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import { snapshot, topic } from '../../../_helpers/core/snapshots';

function layout(topics: TopicSnapshot[]): Layout {
  const made = layoutOf(snapshot(topics));
  if (!made) throw new Error('a topic is unknown');
  return made;
}

const OLD_ID = 'AAAAAAAAaaaaaaaaaaaaaa';
const NEW_ID = 'BBBBBBBBaaaaaaaaaaaaaa';

function named(name: string, count: number, topicId?: string): TopicSnapshot {
  return { ...topic(name, Array(count).fill({})), ...(topicId === undefined ? {} : { topicId }) };
}

/** So many topics that their layout has to be hashed. */
function many(count: number, partitions = 1): TopicSnapshot[] {
  return Array.from({ length: count }, (_, index) => named(`otlp_spans.team-${index}`, partitions));
}

const beyond = (before: TopicSnapshot[], now: TopicSnapshot[]) =>
  partitionsBeyond(layout(before), snapshot(now)).map(partitionKey);

describe('a layout', () => {
  it('of a few topics holds names, counts and the beginning of their ids', () => {
    expect(layoutOf(snapshot([named('otlp_spans', 6, OLD_ID), named('otlp_logs', 3)]))).toEqual({
      kind: 'named',
      topics: new Map([
        ['otlp_logs', { count: 3, id: undefined }],
        ['otlp_spans', { count: 6, id: 'AAAAAAAA' }],
      ]),
    });
  });

  it('of many topics is hashed', () => {
    expect(layoutOf(snapshot(many(100)))).toEqual({
      kind: 'hashed',
      digest: expect.stringMatching(/^[\w-]+$/),
    });
  });

  it('is hashed from 601 characters on, counting 8 for each id', () => {
    const names = (length: number) => [named('x'.repeat(length - 8), 1)];

    expect(layoutOf(snapshot(names(600)))?.kind).toBe('named');
    expect(layoutOf(snapshot(names(601)))?.kind).toBe('hashed');
  });

  it('excludes missing topics', () => {
    const kafka = snapshot([named('otlp_spans', 1), { kind: 'missing', signal: 'logs', topic: 'otlp_logs' }]);

    expect(layoutOf(kafka)).toEqual({
      kind: 'named',
      topics: new Map([['otlp_spans', { count: 1, id: undefined }]]),
    });
  });

  it('is unknown while a topic cannot be described, because it would look like a deleted one', () => {
    const fault = { code: 'X', message: 'x' };

    expect(
      layoutOf(snapshot([named('otlp_spans', 1), { kind: 'unknown', signal: 'logs', topic: 'a', fault }])),
    ).toBeUndefined();
  });

  it('does not depend on the order of topics', () => {
    const topics = [named('b', 2), named('a', 1), named('c', 1)];

    expect(sameTopics(knownTopics(layout(topics)), knownTopics(layout([...topics].reverse())))).toBe(true);
  });

  it.each<[string, TopicSnapshot[]]>([
    ['another count', [named('a', 2, OLD_ID)]],
    ['another id', [named('a', 1, NEW_ID)]],
    ['another name', [named('b', 1, OLD_ID)]],
    ['another topic besides', [named('a', 1, OLD_ID), named('b', 1)]],
  ])('changes with %s', (_name, now) => {
    expect(sameTopics(knownTopics(layout([named('a', 1, OLD_ID)])), knownTopics(layout(now)))).toBe(false);
  });

  it('by name is never equal to a fingerprint', () => {
    const [few, all] = [knownTopics(layout([named('a', 1)])), knownTopics(layout(many(100)))];

    expect([sameTopics(few, all), sameTopics(all, few)]).toEqual([false, false]);
  });
});

describe('partitions beyond a named layout', () => {
  it.each<[string, TopicSnapshot[], TopicSnapshot[], string[]]>([
    ['none, when nothing changed', [named('a', 2)], [named('a', 2)], []],
    ['those with higher numbers', [named('a', 2)], [named('a', 4)], ['a/2', 'a/3']],
    ['all of a new topic', [named('a', 1)], [named('a', 1), named('b', 2)], ['b/0', 'b/1']],
    ['all of a topic that was recreated', [named('a', 2, OLD_ID)], [named('a', 2, NEW_ID)], ['a/0', 'a/1']],
    ['none, where the id is not known from before', [named('a', 2)], [named('a', 2, NEW_ID)], []],
    ['none, where the id is not told now', [named('a', 2, OLD_ID)], [named('a', 2)], []],
    ['none, when a topic went away', [named('a', 2), named('b', 1)], [named('a', 2)], []],
    ['none, when there are fewer', [named('a', 2)], [named('a', 1)], []],
  ])('are %s', (_name, before, now, expected) => {
    expect(beyond(before, now)).toEqual(expected);
  });

  it('are all of them if nothing was covered', () => {
    expect(
      partitionsBeyond({ kind: 'named', topics: new Map() }, snapshot([named('a', 1)])).map(partitionKey),
    ).toEqual(['a/0']);
  });
});

describe('partitions beyond a hashed layout', () => {
  /** A name that is not among the first 1,000, with the hash of one that is. */
  function twinOf(topics: TopicSnapshot[]): { known: string; twin: string } {
    const known = new Map(topics.map(({ topic: name }) => [topicHash(name), name]));
    for (let index = 0; ; index++) {
      const twin = `twin-${index}`;
      const found = known.get(topicHash(twin));
      if (found !== undefined) return { known: found, twin };
    }
  }

  const before = many(1_000, 2);

  it('are none for 1,000 unchanged topics', () => {
    expect(beyond(before, before)).toEqual([]);
  });

  it('are those with higher numbers', () => {
    const [first, ...others] = many(1_000, 2);

    expect(beyond(before, [named(first?.topic ?? '', 3), ...others])).toEqual(['otlp_spans.team-0/2']);
  });

  it('are all of a new topic', () => {
    const added = named('otlp_spans.zz', 2);

    expect(beyond(before, [...before, added])).toEqual(
      expect.arrayContaining(['otlp_spans.zz/0', 'otlp_spans.zz/1']),
    );
  });

  it('are all of two topics that share a hash if one of them is new, because it is unknown which', () => {
    const { known, twin } = twinOf(before);

    const found = beyond(before, [...before, named(twin, 2)]);

    expect(found).toEqual(expect.arrayContaining([`${twin}/0`, `${twin}/1`, `${known}/0`, `${known}/1`]));
  });

  it('are those above the smaller count of two topics that share a hash: never too few', () => {
    const { known, twin } = twinOf(before);
    const two = (counts: [number, number]) => [
      ...before.filter(({ topic: name }) => name !== known),
      named(known, counts[0]),
      named(twin, counts[1]),
    ];

    expect(beyond(two([2, 5]), two([2, 5]))).toEqual(
      [`${twin}/2`, `${twin}/3`, `${twin}/4`].filter((key) => key !== `${known}/2`),
    );
  });

  it('are none of a topic that replaces a deleted one with the same hash: 16 bits cannot distinguish them', () => {
    const { known, twin } = twinOf(before);

    const found = beyond(before, [...before.filter(({ topic: name }) => name !== known), named(twin, 2)]);

    // This is the one thing that a hash passes over: a topic deleted and another made, 1 in 65,536.
    expect(found).toEqual([]);
  });
});

describe('topics that were recreated', () => {
  it.each<[string, TopicSnapshot[], TopicSnapshot[], string[]]>([
    [
      'show by their id',
      [named('a', 2, OLD_ID), named('b', 1)],
      [named('a', 2, NEW_ID), named('b', 1)],
      ['a'],
    ],
    ['do not show with the same id', [named('a', 2, OLD_ID)], [named('a', 3, OLD_ID)], []],
    ['do not show without one', [named('a', 2)], [named('a', 2, NEW_ID)], []],
    [
      'are not those that are new',
      [named('a', 2, OLD_ID)],
      [named('a', 2, OLD_ID), named('b', 1, NEW_ID)],
      [],
    ],
  ])('%s', (_name, before, now, expected) => {
    expect(recreatedTopics(layout(before), snapshot(now))).toEqual(expected);
  });

  it('are not visible in a hashed layout', () => {
    expect(recreatedTopics(layout(many(100)), snapshot(many(100)))).toEqual([]);
  });
});

describe('what running receivers know', () => {
  const known = (...topics: TopicSnapshot[]) => knownTopics(layout(topics));
  const gone = (name: string): TopicSnapshot => ({ kind: 'missing', signal: 'traces', topic: name });
  const still = (before: TopicSnapshot[], now: TopicSnapshot[]) =>
    stillKnown(known(...before), known(...now), snapshot(now));

  it('excludes a topic that a pattern no longer matches', () => {
    expect(still([named('a', 1), named('b', 1)], [named('a', 1)])).toEqual(known(named('a', 1)));
  });

  it('keeps the id of a recreated topic, and takes its new count', () => {
    expect(still([named('a', 2, OLD_ID)], [named('a', 4, NEW_ID)])).toEqual({
      kind: 'named',
      topics: new Map([['a', { count: 4, id: 'AAAAAAAA' }]]),
    });
  });

  it('takes the ids of new topics, and of topics that had none', () => {
    expect(still([named('a', 1)], [named('a', 1, NEW_ID), named('b', 1)])).toEqual({
      kind: 'named',
      topics: new Map([
        ['a', { count: 1, id: 'BBBBBBBB' }],
        ['b', { count: 1, id: undefined }],
      ]),
    });
  });

  it('keeps a topic that is missing from one look, sorted by name', () => {
    const result = still(
      [named('c', 1), named('b', 2, OLD_ID)],
      [named('a', 1), gone('b'), gone('c'), named('d', 1)],
    );

    expect(result.kind === 'named' && [...result.topics]).toEqual([
      ['a', { count: 1, id: undefined }],
      ['b', { count: 2, id: 'AAAAAAAA' }],
      ['c', { count: 1, id: undefined }],
      ['d', { count: 1, id: undefined }],
    ]);
  });

  it('of many topics is only a fingerprint, which shows that something has changed', () => {
    const all = known(...many(100));

    expect(all).toEqual({ kind: 'print', print: expect.stringMatching(/^[\w-]{16}$/) });
    expect(sameTopics(all, known(...many(100)))).toBe(true);
    expect(sameTopics(all, known(...many(100, 2)))).toBe(false);
  });

  it('is the present layout if one of the two is a fingerprint', () => {
    const [few, all] = [known(named('a', 1)), known(...many(100))];

    expect([stillKnown(few, all, snapshot([])), stillKnown(all, few, snapshot([]))]).toEqual([all, few]);
  });
});
