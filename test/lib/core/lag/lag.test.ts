import { type LagReport, measureLag, partitionIn } from '../../../../lib/core/lag/lag';
import type { TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import { NOW_MS, partition, snapshot, topic } from '../../../_helpers/core/snapshots';

const signals = [
  { signal: 'traces', topic: 'otlp_spans' },
  { signal: 'logs', topic: 'otlp_logs' },
] as const;

const mixed = topic('otlp_spans', [
  { committed: 4n },
  { committed: 'none', logStart: 3n },
  { committed: 2n, logStart: 5n },
  { committed: 12n, logStart: 2n },
  {},
]);
const logs = topic('otlp_logs', [{ committed: 9n }]);

describe('the lag of a group', () => {
  it('counts unread, at risk and lost separately, and sums them over partitions, topics and signals', () => {
    const report = measureLag(snapshot([mixed, logs]), signals, { policy: 'earliest' });

    // behind 6, uncommitted 7, truncated 5 (3 lost), ahead 8; logs 1
    expect(report).toMatchObject({
      atMs: NOW_MS,
      group: 'otel-processing',
      policy: 'earliest',
      lag: 27n,
      atRisk: 0n,
      lost: 3n,
      complete: true,
    });
    expect(report.topics).toMatchObject([
      {
        signal: 'traces',
        topic: 'otlp_spans',
        lag: 26n,
        atRisk: 0n,
        lost: 3n,
        complete: true,
        problem: undefined,
      },
      {
        signal: 'logs',
        topic: 'otlp_logs',
        lag: 1n,
        atRisk: 0n,
        lost: 0n,
        complete: true,
        problem: undefined,
      },
    ]);
    expect(report.topics[0]?.partitions.map(({ kind }) => kind)).toEqual([
      'behind',
      'uncommitted',
      'truncated',
      'ahead',
      'caught-up',
    ]);
  });

  it('counts what latest would skip as at risk, not as lag', () => {
    const report = measureLag(snapshot([mixed, logs]), signals, { policy: 'latest' });

    expect(report).toMatchObject({ policy: 'latest', lag: 7n, atRisk: 20n, lost: 3n, complete: true });
    expect(report.signals).toMatchObject([
      { signal: 'traces', lag: 6n, atRisk: 20n, lost: 3n },
      { signal: 'logs', lag: 1n, atRisk: 0n, lost: 0n },
    ]);
  });

  it('puts all topics that match a pattern under its signal, and excludes other signals', () => {
    const report = measureLag(
      snapshot([
        topic('otlp_spans_a', [{ committed: 9n }]),
        logs,
        topic('otlp_spans_b', [{ committed: 7n }]),
      ]),
      [{ signal: 'traces', topic: '^otlp_spans_.*' }],
      { policy: 'earliest' },
    );

    expect(report.signals).toMatchObject([
      { signal: 'traces', lag: 4n, topics: [{ topic: 'otlp_spans_a' }, { topic: 'otlp_spans_b' }] },
    ]);
    expect(report.topics.map((each) => each.topic)).toEqual(['otlp_spans_a', 'otlp_spans_b']);
  });

  it.each<[string, TopicSnapshot[], Partial<LagReport['topics'][number]>]>([
    [
      'missing',
      [{ kind: 'missing', signal: 'logs', topic: 'otlp_logs' }],
      { problem: 'missing', fault: undefined },
    ],
    [
      'unknown',
      [
        {
          kind: 'unknown',
          signal: 'logs',
          topic: 'otlp_logs',
          fault: { code: 'TOPIC_AUTHORIZATION_FAILED', message: 'no right' },
        },
      ],
      { problem: 'unknown', fault: { code: 'TOPIC_AUTHORIZATION_FAILED', message: 'no right' } },
    ],
    ['not in the answer at all', [], { problem: 'unknown', fault: undefined }],
  ])('is a lower bound if a topic is %s', (_name, answer, expected) => {
    const report = measureLag(snapshot([topic('otlp_spans', [{ committed: 4n }]), ...answer]), signals, {
      policy: 'earliest',
    });

    expect(report).toMatchObject({ lag: 6n, complete: false });
    expect(report.topics[1]).toEqual({
      signal: 'logs',
      topic: 'otlp_logs',
      partitions: [],
      lag: 0n,
      atRisk: 0n,
      lost: 0n,
      complete: false,
      ...expected,
    });
    expect(report.signals.map(({ complete }) => complete)).toEqual([true, false]);
  });

  it('is a lower bound if a partition is unknown', () => {
    const report = measureLag(
      snapshot([topic('otlp_spans', [{ committed: 4n }, { logEnd: 'unknown' }]), logs]),
      signals,
      { policy: 'earliest' },
    );

    expect(report).toMatchObject({ lag: 7n, complete: false });
    expect(report.topics.map(({ complete }) => complete)).toEqual([false, true]);
  });

  it('counts a partition that is listed twice once, as unknown', () => {
    const twice = topic('otlp_logs', [{ committed: 4n }, { committed: 9n }]);
    twice.partitions.push(partition({ topic: 'otlp_logs', partition: 0, committed: 4n }));

    const report = measureLag(snapshot([twice]), [{ signal: 'logs', topic: 'otlp_logs' }], {
      policy: 'earliest',
    });

    expect(report).toMatchObject({ lag: 1n, complete: false });
    expect(report.topics[0]?.partitions).toMatchObject([
      {
        partition: 0,
        kind: 'unknown',
        fault: { code: 'PARTITION_DUPLICATE', message: 'the partition is listed twice' },
      },
      { partition: 1, kind: 'behind' },
    ]);
  });
});

describe('a partition in a report', () => {
  it.each([
    ['in order', [0, 1, 2]],
    ['in any order', [2, 0, 1]],
  ])('is found by its number %s', (_name, order) => {
    const given = topic('otlp_spans', [{}, {}, {}]);
    given.partitions = order.map((number) => partition({ partition: number }));
    const [measured] = measureLag(snapshot([given]), [{ signal: 'traces', topic: 'otlp_spans' }], {
      policy: 'earliest',
    }).topics;

    const found = [0, 1, 2, 3].map((number) => measured && partitionIn(measured, number)?.partition);

    expect(found).toEqual([0, 1, 2, undefined]);
  });
});
