import { earlierSample, keepSamples, recentSample } from '../../../../lib/core/facts/metrics-samples';

const look = (atSeconds: number) => ({ atMs: atSeconds * 1000, tasks: [] });
const looksAt = (seconds: number[]) => seconds.map(look);
const maybe = (seconds: number | undefined) => (seconds === undefined ? undefined : look(seconds));

describe('the metrics samples of a process', () => {
  it.each<[number[], number, number | undefined]>([
    [[], 10, undefined],
    [[10], 12.9, undefined],
    [[10], 13, 10],
    [[10, 11, 12], 14, 11],
    [[10, 70], 130, 70],
  ])('%j at %d: %p shows what has moved since', (seconds, now, earlier) => {
    expect(earlierSample(looksAt(seconds), now * 1000)).toEqual(maybe(earlier));
  });

  it.each<[number[], number, number | undefined]>([
    [[], 10, undefined],
    [[10], 10.9, undefined],
    [[10], 11, 10],
    [[10, 11, 12], 12.5, 11],
    [[10], 25, 10],
    [[10], 25.1, undefined],
    // The clock went back.
    [[10, 70], 12, 10],
  ])('%j at %d: %p shows what goes on now', (seconds, now, recent) => {
    expect(recentSample(looksAt(seconds), now * 1000)).toEqual(maybe(recent));
  });

  it.each<[number[], number, number[]]>([
    [[], 10, [10]],
    [[10], 11, [10, 11]],
    [[10, 30], 55, [10, 30, 55]],
    [[10, 30], 55.1, [30, 55.1]],
    // A schedule of a minute: the last one, to be compared with.
    [[10, 70], 130, [70, 130]],
    // The clock went back.
    [[10, 70], 12, [10, 12]],
  ])('%j, then one at %d: %j are kept', (seconds, now, kept) => {
    expect(keepSamples(looksAt(seconds), look(now))).toEqual(looksAt(kept));
  });

  it('are dropped when metrics are no longer read', () => {
    expect(keepSamples([look(1)], undefined)).toEqual([]);
  });
});
