import { parseGoDuration } from '../../../../lib/collector/schema/go-duration';

describe('parseGoDuration', () => {
  it.each([
    ['10s', 10e9],
    ['1h30m', 5400e9],
    ['1.5s', 1.5e9],
    ['.5s', 0.5e9],
    ['-20s', -20e9],
    ['250ms', 250e6],
    ['7us', 7e3],
    ['7µs', 7e3],
    ['1ns', 1],
    ['0', 0],
    ['0s', 0],
  ])('reads %s as Go does', (text, ns) => {
    expect(parseGoDuration(text)).toBe(ns);
  });

  it.each(['', '5', '1d', '10 s', 's', '1h 30m', 'ten', '5S', '--1s'])('does not accept "%s"', (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });
});
