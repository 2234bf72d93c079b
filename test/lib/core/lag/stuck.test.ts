import { type LagReport, measureLag } from '../../../../lib/core/lag/lag';
import {
  MAX_STUCK_WATCHED,
  type StuckWatch,
  stuckPartitions,
  watchStuck,
} from '../../../../lib/core/lag/stuck';
import type {
  GroupState,
  KafkaSnapshot,
  PartitionSnapshot,
  TopicSnapshot,
} from '../../../../lib/core/snapshot/kafka';
import { NOW_MS, snapshot, topic } from '../../../_helpers/core/snapshots';

const MINUTE_MS = 60_000;
const BEFORE_MS = NOW_MS - MINUTE_MS;
const signals = [{ signal: 'traces', topic: 'otlp_spans' }] as const;

/** A look in which the group is in the state. */
function look(topics: TopicSnapshot[], takenAtMs = NOW_MS, state: GroupState = 'Stable'): KafkaSnapshot {
  const given = snapshot(topics, { takenAtMs });
  return { ...given, group: { ...given.group, state } };
}

function spans(...partitions: Partial<PartitionSnapshot>[]): TopicSnapshot & { kind: 'present' } {
  return topic('otlp_spans', partitions);
}

/** The report of a minute ago. */
function earlier(...topics: TopicSnapshot[]): LagReport {
  return measureLag(snapshot(topics, { takenAtMs: BEFORE_MS }), signals, { policy: 'earliest' });
}

const behind = { committed: 4n };
const watched: StuckWatch = { 'otlp_spans/0': { committed: 4n, sinceMs: NOW_MS - 10 * MINUTE_MS } };

describe('a partition enters the watch', () => {
  const fresh: StuckWatch = { 'otlp_spans/0': { committed: 4n, sinceMs: BEFORE_MS } };
  const truncated = { committed: 4n, logStart: 6n };

  it.each<[string, Partial<PartitionSnapshot>, Partial<PartitionSnapshot>, StuckWatch]>([
    ['when it was behind and has not advanced', behind, behind, fresh],
    ['when records came meanwhile', behind, { committed: 4n, logEnd: 20n }, fresh],
    ['when retention has passed its commit', behind, truncated, fresh],
    ['when retention had passed its commit', truncated, truncated, fresh],
    ['not when it advanced', behind, { committed: 5n }, {}],
    ['not when its commit went back', { committed: 5n }, behind, {}],
    ['not when it was caught up before', { committed: 4n, logEnd: 4n }, behind, {}],
    ['not when it is caught up', behind, { committed: 4n, logEnd: 4n }, {}],
    ['not when no record is left to read', behind, { committed: 4n, firstUnread: { kind: 'none' } }, {}],
    ['not without a commit', { committed: 'none' }, { committed: 'none' }, {}],
    ['not with a commit past the end', { committed: 12n }, { committed: 12n }, {}],
    ['not when it is unknown', behind, { committed: 'unknown' }, {}],
    ['not when it was unknown before', { committed: 4n, logEnd: 'unknown' }, behind, {}],
  ])('%s', (_name, then, now, expected) => {
    expect(watchStuck({}, earlier(spans(then)), look([spans(now)]))).toEqual(expected);
  });

  it('not at the first look of a process', () => {
    expect(watchStuck({}, undefined, look([spans(behind)]))).toEqual({});
  });

  it('not if its topic did not exist before', () => {
    expect(watchStuck({}, earlier(), look([spans(behind)]))).toEqual({});
  });

  it('with the present time if the clock jumped back since', () => {
    expect(watchStuck({}, earlier(spans(behind)), look([spans(behind)], BEFORE_MS - 1))).toEqual({
      'otlp_spans/0': { committed: 4n, sinceMs: BEFORE_MS - 1 },
    });
  });

  it.each(['Stable', 'PreparingRebalance', 'CompletingRebalance', 'unknown'] as const)(
    'while the group is %s',
    (state) => {
      expect(watchStuck({}, earlier(spans(behind)), look([spans(behind)], NOW_MS, state))).toEqual(fresh);
    },
  );
});

describe('a partition stays in the watch', () => {
  it.each<[string, TopicSnapshot]>([
    ['while it stands', spans(behind)],
    ['while it stands in what retention has passed', spans({ committed: 4n, logStart: 6n })],
    ['while it cannot be read', spans({ committed: 4n, logEnd: 'unknown' })],
    [
      'while its topic cannot be read',
      { kind: 'unknown', signal: 'traces', topic: 'otlp_spans', fault: { code: 'X', message: 'x' } },
    ],
  ])('%s, with its start time, whether it is reported or not', (_name, now) => {
    expect(watchStuck(watched, undefined, look([now]))).toEqual(watched);
    expect(watchStuck(watched, earlier(spans(behind)), look([now]))).toEqual(watched);
  });

  it.each<[string, TopicSnapshot]>([
    ['readable', spans(behind)],
    [
      'unknown',
      { kind: 'unknown', signal: 'traces', topic: 'otlp_spans', fault: { code: 'X', message: 'x' } },
    ],
  ])('from the present time on if the clock jumped back, while its topic is %s', (_name, now) => {
    const atMs = NOW_MS - 30 * MINUTE_MS;

    expect(watchStuck(watched, undefined, look([now], atMs))).toEqual({
      'otlp_spans/0': { committed: 4n, sinceMs: atMs },
    });
  });
});

describe('a partition leaves the watch', () => {
  it.each<[string, TopicSnapshot[]]>([
    ['when it advances', [spans({ committed: 5n })]],
    ['when its commit goes back', [spans({ committed: 3n })]],
    ['when it is caught up', [spans({ committed: 4n, logEnd: 4n })]],
    ['when no record is left to read', [spans({ committed: 4n, firstUnread: { kind: 'none' } })]],
    ['when its commit is gone', [spans({ committed: 'none' })]],
    ['when it is gone', [spans()]],
    ['when its topic is missing', [{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }]],
    ['when its topic is not in the answer', []],
    [
      'when only a topic of a longer name is unknown',
      [{ kind: 'unknown', signal: 'traces', topic: 'otlp_spans_b', fault: { code: 'X', message: 'x' } }],
    ],
  ])('%s', (_name, now) => {
    expect(watchStuck(watched, undefined, look(now))).toEqual({});
  });

  it('and enters again after it has advanced', () => {
    const now = spans({ committed: 5n });

    expect(watchStuck(watched, earlier(now), look([now]))).toEqual({
      'otlp_spans/0': { committed: 5n, sinceMs: BEFORE_MS },
    });
  });

  it.each(['Empty', 'Dead'] as const)('if the group is %s, because nobody reads it', (state) => {
    expect(watchStuck(watched, earlier(spans(behind)), look([spans(behind)], NOW_MS, state))).toEqual({});
  });
});

describe('the watch', () => {
  /** The commit of partition n is 100 − n, and it is 100 + n behind. */
  const many = spans(
    ...Array.from({ length: MAX_STUCK_WATCHED + 4 }, (_, number) => ({
      committed: BigInt(100 - number),
      logEnd: 200n,
    })),
  );
  const backwards = { ...many, partitions: [...many.partitions].reverse() };

  it.each([
    ['last', many],
    ['first', backwards],
  ])(
    'has 16 places, and gives free ones to the partitions that are furthest behind, when they come %s',
    (_name, now) => {
      const watch = watchStuck({}, earlier(many), look([now]));

      expect(Object.keys(watch)).toEqual(
        [19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map((n) => `otlp_spans/${n}`),
      );
    },
  );

  it('keeps its partitions before it adds new ones', () => {
    const before: StuckWatch = { 'otlp_spans/0': { committed: 100n, sinceMs: NOW_MS - 10 * MINUTE_MS } };
    const watch = watchStuck(before, earlier(many), look([many]));

    expect(Object.keys(watch)).toHaveLength(MAX_STUCK_WATCHED);
    expect(watch['otlp_spans/0']).toEqual(before['otlp_spans/0']);
    expect(watch['otlp_spans/4']).toBeUndefined();
  });

  it('sorts partitions that are equally far behind by topic and number, in whatever order they come', () => {
    const names = ['otlp_spans/0', 'otlp_spans/1', 'otlp_spans_b/0', 'otlp_spans_b/1'];
    const same = [topic('otlp_spans', [behind, behind]), topic('otlp_spans_b', [behind, behind])];
    const swapped = same.map((each) => ({ ...each, partitions: [...each.partitions].reverse() })).reverse();

    expect(Object.keys(watchStuck({}, earlier(...same), look(same)))).toEqual(names);
    expect(Object.keys(watchStuck({}, earlier(...same), look(swapped)))).toEqual(names);
  });
});

describe('a stuck partition', () => {
  const now = snapshot([spans({}, {}, {})], { tasks: 2 });

  it('is named with its commit, its owner and its duration', () => {
    const watch: StuckWatch = { 'otlp_spans/1': { committed: 7n, sinceMs: NOW_MS - 20 * MINUTE_MS } };

    expect(stuckPartitions(watch, now, 15 * MINUTE_MS)).toEqual([
      {
        topic: 'otlp_spans',
        partition: 1,
        committed: 7n,
        owner: 'otel-collector at 10.0.0.2',
        forMs: 20 * MINUTE_MS,
      },
    ]);
  });

  it.each([
    [15 * MINUTE_MS, 1],
    [15 * MINUTE_MS - 1, 0],
  ])('that has stood for %i ms of 15 minutes is named %i times', (forMs, times) => {
    const watch: StuckWatch = { 'otlp_spans/1': { committed: 7n, sinceMs: NOW_MS - forMs } };

    expect(stuckPartitions(watch, now, 15 * MINUTE_MS)).toHaveLength(times);
  });

  it('without an owner has none in the report, and no duration is below 0', () => {
    const watch: StuckWatch = { 'otlp_spans/12': { committed: 7n, sinceMs: NOW_MS + 1 } };

    expect(stuckPartitions(watch, now, 0)).toEqual([
      { topic: 'otlp_spans', partition: 12, committed: 7n, owner: undefined, forMs: 0 },
    ]);
  });
});
