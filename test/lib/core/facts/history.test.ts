import {
  type History,
  latestAtMs,
  NO_HISTORY,
  noteAutomaticStop,
  noteFailure,
  noteRearm,
  noteSuccess,
  retryAtMs,
  stopsWithinDay,
} from '../../../../lib/core/facts/history';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../_helpers/core/situation';

const AT_MS = 100 * DAY_MS;
const BASE_MS = 15 * MINUTE_MS;

describe('a stop or roll that failed', () => {
  it.each([
    [0, 0],
    [1, 15 * MINUTE_MS],
    [2, 30 * MINUTE_MS],
    [3, HOUR_MS],
    [6, 8 * HOUR_MS],
    [7, 12 * HOUR_MS],
    [10_000, 12 * HOUR_MS],
  ])('after %s failures in a row waits %s ms', (failures, waitMs) => {
    const history = { ...NO_HISTORY, failures, failedAtMs: AT_MS };

    expect(retryAtMs(history, BASE_MS)).toBe(failures === 0 ? 0 : AT_MS + waitMs);
  });

  it('is counted, and reset by one that completes', () => {
    const twice = noteFailure(noteFailure(NO_HISTORY, 1), AT_MS);

    expect(twice).toMatchObject({ failures: 2, failedAtMs: AT_MS });
    expect(noteSuccess(twice)).toMatchObject({ failures: 0, failedAtMs: undefined });
    expect(retryAtMs(noteSuccess(twice), BASE_MS)).toBe(0);
  });
});

describe('latest', () => {
  it.each<[string, Partial<History>, number]>([
    ['at once, when nothing went wrong', {}, 0],
    ['a day after an automatic stop', { automaticStops: [AT_MS] }, AT_MS + DAY_MS],
    ['two days after the second within a week', { automaticStops: [5, AT_MS] }, AT_MS + 2 * DAY_MS],
    ['a week after the fourth', { automaticStops: [5, 6, 7, AT_MS] }, AT_MS + 7 * DAY_MS],
    ['15 minutes after it turned out unsafe', { rearms: 1, rearmedAtMs: AT_MS }, AT_MS + BASE_MS],
    ['an hour after it did so for the third time', { rearms: 3, rearmedAtMs: AT_MS }, AT_MS + HOUR_MS],
    ['12 hours at most after that', { rearms: 30, rearmedAtMs: AT_MS }, AT_MS + 12 * HOUR_MS],
    [
      'the later of both',
      { automaticStops: [AT_MS - DAY_MS], rearms: 1, rearmedAtMs: AT_MS },
      AT_MS + BASE_MS,
    ],
    [
      'the later of both, the other way round',
      { automaticStops: [AT_MS], rearms: 1, rearmedAtMs: AT_MS },
      AT_MS + DAY_MS,
    ],
  ])('is stored again %s', (_name, history, expected) => {
    expect(latestAtMs({ ...NO_HISTORY, ...history }, BASE_MS)).toBe(expected);
  });

  it('counts as unsafe twice in a row if that happened within a day', () => {
    const first = noteRearm(NO_HISTORY, AT_MS);

    expect(first).toMatchObject({ rearms: 1, rearmedAtMs: AT_MS });
    expect(noteRearm(first, AT_MS + DAY_MS - 1).rearms).toBe(2);
    expect(noteRearm(first, AT_MS + DAY_MS).rearms).toBe(1);
  });
});

describe('automatic stops', () => {
  it('are counted for a day', () => {
    const history = { ...NO_HISTORY, automaticStops: [AT_MS - DAY_MS, AT_MS - DAY_MS + 1, AT_MS] };

    expect(stopsWithinDay(history, AT_MS)).toBe(2);
    expect(stopsWithinDay(NO_HISTORY, AT_MS)).toBe(0);
  });

  it('are remembered for a week, four at most', () => {
    const old = { ...NO_HISTORY, automaticStops: [AT_MS - 7 * DAY_MS, AT_MS - 7 * DAY_MS + 1] };
    const many = { ...NO_HISTORY, automaticStops: [1, 2, 3, 4].map((each) => AT_MS - each) };

    expect(noteAutomaticStop(old, AT_MS).automaticStops).toEqual([AT_MS - 7 * DAY_MS + 1, AT_MS]);
    expect(noteAutomaticStop(many, AT_MS).automaticStops).toEqual([AT_MS - 2, AT_MS - 3, AT_MS - 4, AT_MS]);
  });
});
