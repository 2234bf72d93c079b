import { type CommitSums, commitSums, signalsGoneBack } from '../../../../lib/core/facts/commit-sums';
import { snapshot, topic } from '../../../_helpers/core/snapshots';

const kafka = snapshot([
  topic('otlp_spans', [{ committed: 4n }, { committed: 'none' }]),
  topic('otlp_spans.b', [{ committed: 3n }]),
  topic('otlp_logs', [{ committed: 'unknown' }, {}]),
  { kind: 'missing', signal: 'metrics', topic: 'otlp_metrics' },
]);

describe('sums by signal', () => {
  it('of commits count a missing commit as 0, and are omitted for a signal with something unknown', () => {
    expect(commitSums(kafka)).toEqual({ traces: 7n });
  });

  it('are exact beyond 2^53', () => {
    const big = 2n ** 53n + 1n;

    expect(commitSums(snapshot([topic('otlp_spans', [{ committed: big }, { committed: big }])]))).toEqual({
      traces: 2n ** 54n + 2n,
    });
  });

  it('are missing for a signal with a topic that cannot be described', () => {
    const fault = { code: 'X', message: 'x' };

    expect(
      commitSums(
        snapshot([topic('otlp_logs', [{}]), { kind: 'unknown', signal: 'logs', topic: 'other', fault }]),
      ),
    ).toEqual({});
  });
});

describe('signals whose commits went back', () => {
  it.each<[string, CommitSums | undefined, CommitSums, string[]]>([
    ['one that is less', { traces: 5n }, { traces: 4n }, ['traces']],
    ['none that is the same', { traces: 5n }, { traces: 5n }, []],
    ['none that is more', { traces: 5n }, { traces: 6n }, []],
    ['none that is unknown now', { traces: 5n }, {}, []],
    ['none that was unknown', {}, { traces: 1n }, []],
    ['none, where nothing is remembered', undefined, { traces: 1n }, []],
    [
      'each that is less',
      { traces: 5n, logs: 5n, metrics: 5n },
      { traces: 4n, logs: 4n, metrics: 5n },
      ['traces', 'logs'],
    ],
  ])('are %s', (_name, before, now, expected) => {
    expect(signalsGoneBack(before, now)).toEqual(expected);
  });
});
