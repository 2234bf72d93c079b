import type { OffsetTarget } from '../../../lib/core/vocabulary/command';
import { formatTarget, parseTarget } from '../../../lib/runtime/parse-target';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');
const NO_TARGET =
  'must be one of: earliest, latest, an offset (1234), a time with its zone (2026-11-24T10:00:00Z), or a duration before now (15m)';

const at = (iso: string): OffsetTarget => ({ kind: 'time', atMs: Date.parse(iso) });

describe('a target', () => {
  it.each<[string, OffsetTarget]>([
    ['earliest', { kind: 'earliest' }],
    ['latest', { kind: 'latest' }],
    ['0', { kind: 'offset', offset: 0n }],
    ['9223372036854775807', { kind: 'offset', offset: 9223372036854775807n }],
    ['2026-11-24T10:00Z', at('2026-11-24T10:00:00Z')],
    ['2026-11-24T10:00:30Z', at('2026-11-24T10:00:30Z')],
    ['2026-11-24T10:00:30.5Z', at('2026-11-24T10:00:30.500Z')],
    ['2026-11-24T10:00:30.123456789Z', at('2026-11-24T10:00:30.123Z')],
    ['2026-11-24T10:00:00+05:45', at('2026-11-24T04:15:00Z')],
    ['2026-11-24T05:00:00-0330', at('2026-11-24T08:30:00Z')],
    ['2026-11-24T12:00:00Z', at('2026-11-24T12:00:00Z')],
    ['0s', at('2026-11-24T12:00:00Z')],
    ['15m', at('2026-11-24T11:45:00Z')],
    ['1970-01-01T00:00:00Z', { kind: 'time', atMs: 0 }],
  ])('%s is read, and written so that it is read the same', (text, target) => {
    const read = parseTarget(text, NOW_MS);

    expect(read).toEqual(target);
    expect(parseTarget(formatTarget(target), NOW_MS)).toEqual(target);
  });

  it.each<[string, string]>([
    ['9223372036854775808', "9223372036854775808 is larger than Kafka's largest offset"],
    [
      '2026-11-24T12:00:00.001Z',
      '2026-11-24T12:00:00.001Z is in the future; use latest for the end of the log',
    ],
    ['1969-12-31T23:59:59Z', '1969-12-31T23:59:59Z is before 1970; use earliest for the start of the log'],
    ...[
      ...[
        '',
        '-1',
        '1.5',
        'Earliest',
        '2026-11-24',
        '2026-11-24T10:00',
        '2026-11-24T10:00:00',
        '24-11-2026T10:00Z',
      ],
      ...[
        'x2026-11-24T10:00Z',
        '2026-11-24T10:00Zx',
        '2026-11-24T10:00:30.Z',
        '2026-11-24T10:00:30.1234567890Z',
      ],
      ...[
        '2026-11-24T10:00:00 05:00',
        '2026-11-24T10:00:00+5:00',
        '2026-11-24T10:00:00+05:0',
        '2026-11-24T10:00:00+aa:bb',
      ],
      ...['2026-02-30T10:00:00Z', '2026-13-01T10:00:00Z', '2026-11-24T25:00:00Z'],
    ].map((text): [string, string] => [text, `"${text}" ${NO_TARGET}`]),
  ])('is not "%s"', (text, why) => {
    expect(parseTarget(text, NOW_MS)).toEqual({ kind: 'refused', why });
  });
});
