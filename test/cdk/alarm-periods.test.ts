import { Duration } from 'aws-cdk-lib';
import { alarmPeriods } from '../../cdk/alarm-periods';

describe('The periods of alarms', () => {
  it.each([
    // Minutes between ticks; of a period, of failing ticks; periods of 15 minutes, of an hour, of two days.
    [1, 5, 10, [3, 12, 288]],
    [2, 5, 10, [3, 12, 288]],
    [5, 10, 25, [2, 6, 144]],
    [15, 30, 75, [1, 2, 48]],
    [17, 35, 85, [1, 2, 41]],
    [60, 120, 300, [1, 1, 12]],
    [1440, 1440, 1440, [1, 1, 1]],
  ])('with a tick every %d minutes are %d long, and contain two ticks', (every, period, failing, counts) => {
    const periods = alarmPeriods(Duration.minutes(every));

    const counted = [15, 60, 2880].map((minutes) => periods.count(Duration.minutes(minutes)));
    expect([periods.period, periods.failing, counted]).toEqual([period, failing, counts]);
  });

  it.each([
    [0.5, 1],
    [1, 1],
    [1.5, 2],
    [5, 5],
    [2880, 1440],
  ])('with a tick every %d minutes count ticks in %d minutes', (every, tick) => {
    expect(alarmPeriods(Duration.seconds(every * 60)).tick).toBe(tick);
  });

  it('may be shorter than a minute if requested', () => {
    expect(alarmPeriods(Duration.seconds(30)).count(Duration.seconds(30))).toBe(1);
  });
});
