import {
  byTopic,
  formatReason,
  REASONS,
  type ReasonCode,
  reason,
} from '../../../../lib/core/vocabulary/reasons';

describe('a reason', () => {
  it('has the kind of its code', () => {
    expect(reason('HOLD_NO_COMMIT', '2 partitions without a commit')).toEqual({
      code: 'HOLD_NO_COMMIT',
      kind: 'hold',
      text: '2 partitions without a commit',
      where: [],
    });
  });

  it.each<[string, Parameters<typeof reason>, string]>([
    ['its code', ['LIVE', ''], 'LIVE'],
    ['its figures', ['LIVE', 'initial_offset latest'], 'LIVE: initial_offset latest'],
    [
      'its places',
      ['HOLD_NO_COMMIT', '', [{ topic: 'otlp_spans', partitions: [3, 7] }]],
      'HOLD_NO_COMMIT otlp_spans partitions 3,7',
    ],
    [
      'all of it',
      [
        'HOLD_NO_COMMIT',
        '3 partitions without a commit',
        [
          { topic: 'otlp_spans', partitions: [3, 7] },
          { topic: 'otlp_logs', partitions: [0] },
        ],
      ],
      'HOLD_NO_COMMIT otlp_spans partitions 3,7; otlp_logs partitions 0: 3 partitions without a commit',
    ],
  ])('is written with %s', (_name, given, expected) => {
    expect(formatReason(reason(...given))).toBe(expected);
  });

  it('has a kind that its name shows: HOLD_ for holds, ALARM_ for alarms, a failed command or a recreate that was given up', () => {
    const kinds = Object.entries(REASONS) as [ReasonCode, (typeof REASONS)[ReasonCode]][];

    for (const [code, { kind }] of kinds) {
      expect([code, kind === 'hold']).toEqual([code, code.startsWith('HOLD_')]);
      expect([code, kind === 'alarm']).toEqual([
        code,
        code.startsWith('ALARM_') || code === 'REQUEST_FAILED' || code === 'RECREATE_GIVEN_UP',
      ]);
    }
  });
});

it('lists partitions by topic in the order of topics, with ascending numbers', () => {
  const at = (topic: string, partition: number) => ({ topic, partition });

  expect(byTopic([at('b', 10), at('a', 0), at('b', 2), at('b', 1)])).toEqual([
    { topic: 'b', partitions: [1, 2, 10] },
    { topic: 'a', partitions: [0] },
  ]);
});
