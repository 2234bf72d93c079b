import { arrivalRate, arrivalRates } from '../../../../lib/core/lag/arrival-rates';
import { NOW_MS, partition, snapshot, topic } from '../../../_helpers/core/snapshots';

const window = { takenAtMs: NOW_MS, rateSinceMs: NOW_MS - 60_000 };

describe('the arrival rate of a partition', () => {
  it.each([
    // offset 60 s ago, log from, to        offsets a second
    [400n, 0n, 1000n, { kind: 'measured', offsets: 600n, perSecond: 10 }],
    [400n, 399n, 1000n, { kind: 'measured', offsets: 600n, perSecond: 10 }],
    ['none-since', 0n, 1000n, { kind: 'measured', offsets: 0n, perSecond: 0 }],
    // The whole log is younger than the window, and nothing of it was deleted.
    [0n, 0n, 120n, { kind: 'measured', offsets: 120n, perSecond: 2 }],
    // It begins within the window: what was deleted may have arrived since, too.
    [400n, 400n, 1000n, { kind: 'at-least', offsets: 600n, perSecond: 10 }],
    [400n, 700n, 1000n, { kind: 'at-least', offsets: 600n, perSecond: 10 }],
    // Written between the two questions.
    [1003n, 0n, 1000n, { kind: 'measured', offsets: 0n, perSecond: 0 }],
    ['unknown', 0n, 1000n, { kind: 'unknown' }],
    [400n, 'unknown', 1000n, { kind: 'unknown' }],
    [400n, 0n, 'unknown', { kind: 'unknown' }],
    [2n ** 60n, 0n, 2n ** 60n + 60n, { kind: 'measured', offsets: 60n, perSecond: 1 }],
  ] as const)('from %s in a log from %s to %s', (offsetAtRateStart, logStart, logEnd, expected) => {
    expect(arrivalRate(partition({ offsetAtRateStart, logStart, logEnd }), window)).toEqual(expected);
  });

  it.each([500n, 'unknown'] as const)(
    'is unknown if records may have future timestamps (%s)',
    (offsetAhead) => {
      expect(arrivalRate(partition({ offsetAtRateStart: 400n, logEnd: 1000n, offsetAhead }), window)).toEqual(
        {
          kind: 'unknown',
        },
      );
    },
  );

  it.each([0, -1])('is unknown over a window of %i ms', (windowMs) => {
    const given = partition({ offsetAtRateStart: 'none-since' });

    expect(arrivalRate(given, { takenAtMs: NOW_MS, rateSinceMs: NOW_MS - windowMs })).toEqual({
      kind: 'unknown',
    });
  });
});

describe('the arrival rate of a group', () => {
  const measured = { logEnd: 700n, offsetAtRateStart: 100n };
  const unknown = { offsetAtRateStart: 'unknown' } as const;

  it('is the sum over partitions and topics', () => {
    const rates = arrivalRates(
      snapshot([topic('otlp_spans', [measured, measured]), topic('otlp_logs', [measured])]),
    );

    expect(rates).toEqual({
      group: { kind: 'measured', offsets: 1800n, perSecond: 30 },
      topics: [
        {
          topic: 'otlp_spans',
          rate: { kind: 'measured', offsets: 1200n, perSecond: 20 },
          partitions: [
            { partition: 0, rate: { kind: 'measured', offsets: 600n, perSecond: 10 } },
            { partition: 1, rate: { kind: 'measured', offsets: 600n, perSecond: 10 } },
          ],
        },
        {
          topic: 'otlp_logs',
          rate: { kind: 'measured', offsets: 600n, perSecond: 10 },
          partitions: [{ partition: 0, rate: { kind: 'measured', offsets: 600n, perSecond: 10 } }],
        },
      ],
    });
  });

  it.each([
    ['a partition is unknown', [measured, unknown], { kind: 'at-least', offsets: 600n, perSecond: 10 }],
    [
      'a partition is a lower bound',
      [measured, { logStart: 100n, ...measured }],
      { kind: 'at-least', offsets: 1200n, perSecond: 20 },
    ],
    ['every partition is unknown', [unknown, unknown], { kind: 'unknown' }],
    ['it has no partition', [], { kind: 'measured', offsets: 0n, perSecond: 0 }],
  ] as const)('of a topic is not overstated if %s', (_name, partitions, expected) => {
    const rates = arrivalRates(snapshot([topic('otlp_spans', [...partitions])]));

    expect(rates.topics[0]?.rate).toEqual(expected);
    expect(rates.group).toEqual(expected);
  });

  it('is a lower bound if a topic is unknown, and counts a missing topic as 0', () => {
    const fault = { code: 'UNKNOWN_SERVER_ERROR', message: 'try again' };

    const rates = arrivalRates(
      snapshot([
        topic('otlp_spans', [measured]),
        { kind: 'unknown', signal: 'logs', topic: 'otlp_logs', fault },
        { kind: 'missing', signal: 'metrics', topic: 'otlp_metrics' },
      ]),
    );

    expect(rates.group).toEqual({ kind: 'at-least', offsets: 600n, perSecond: 10 });
    expect(rates.topics.map((each) => [each.topic, each.rate.kind, each.partitions.length])).toEqual([
      ['otlp_spans', 'measured', 1],
      ['otlp_logs', 'unknown', 0],
    ]);
  });
});
