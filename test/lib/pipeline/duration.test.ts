import fc from 'fast-check';
import { formatDuration, parseDurationMs } from '../../../lib/pipeline';

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['1.5m', 90_000],
    ['3h', 10_800_000],
    ['7d', 604_800_000],
    [' 5s ', 5_000],
    ['0s', 0],
  ])('%s is %d milliseconds', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each(['', '5', 's', '-5s', '5 s', '1h30m', '5S', '1e3s'])('"%s" is rejected as a duration', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });

  it('are read back as written, for any number of milliseconds', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100 * 86_400_000 }), (ms) => {
        expect(parseDurationMs(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});
