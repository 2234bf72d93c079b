import type { Verdict } from './judge';

/** One line per fault, and one line per violation. */
export function describeVerdict(verdict: Verdict): string {
  const { fault, stops, commandedStops, urgentRepairs, minutesDown, longestPauseS } = verdict;
  const extra = [
    ...(commandedStops > 0 ? [`${commandedStops} by command`] : []),
    ...(urgentRepairs > 0 ? [`${urgentRepairs} urgent repairs`] : []),
  ];
  const line = [
    `${verdict.violations.length === 0 ? 'ok  ' : 'FAIL'} ${fault.padEnd(30)}`,
    `stops ${stops}${extra.length > 0 ? ` (+ ${extra.join(', ')})` : ''}`,
    `down ${minutesDown} min`,
    `longest pause ${longestPauseS} s`,
    `alarms ${verdict.alarms.join(' ') || 'none'}`,
    ...verdict.failures.map(([code, count]) => `${count} × ${code}`),
    describeMissing(verdict),
    `ended: ${verdict.ended}`,
  ].join('; ');
  return [line, ...verdict.violations.map((each) => `       ${each}`)].join('\n');
}

function describeMissing({ missing }: Verdict): string {
  if (missing.length === 0) return 'missing 0';
  return `missing ${missing.map(({ records, cause, by }) => `${records} ${cause} (${by})`).join(', ')}`;
}

export interface Summary {
  faults: number;
  maxStops: number;
  maxPauseS: number;
  withoutAlarm: number;
}

export function summarize(verdicts: readonly Verdict[]): Summary {
  const most = (figure: (verdict: Verdict) => number) => Math.max(0, ...verdicts.map(figure));
  return {
    faults: verdicts.length,
    maxStops: most(({ mostStopsADay }) => mostStopsADay),
    maxPauseS: most(({ longestPauseS }) => longestPauseS),
    withoutAlarm: verdicts.filter(({ withoutAlarm }) => withoutAlarm).length,
  };
}
