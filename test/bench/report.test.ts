import { chartOf } from '../../bench/report/chart';
import { goalsTable, sideBySideTable } from '../../bench/report/markdown';
import type { Row } from '../../bench/side-by-side/row';

const ROW: Row = {
  ...{ name: 'kadm, kept connected', place: '1 broker', topics: 1_000, partitions: 6_000, behind: 'nothing' },
  ...{ medianMs: 52.4, leastMs: 50, rounds: 9, ratioToKadm: 1, requests: 4, depth: 4, kilobytes: 431 },
  ...{ cpuMs: 8.25, brokerCpuMs: 31, peakMb: 40 },
};

describe('the table of a run', () => {
  it('has one line for a client in a place, with both groups', () => {
    const { rows } = sideBySideTable([
      ROW,
      { ...ROW, behind: 'all', medianMs: 1_234, requests: null, depth: null, kilobytes: null },
      { ...ROW, place: '3 brokers' },
    ]);

    expect(rows).toEqual([
      [
        ...['1 broker, 1,000 × 6', 'kadm, kept connected', '52 / 1,234', '1 / 1', '4, 4 / –', '431 / –'],
        ...['8.3 / 8.3', '31 / 31', '40 / 40'],
      ],
      ['3 brokers, 1,000 × 6', 'kadm, kept connected', '52', '1', '4, 4', '431', '8.3', '31', '40'],
    ]);
  });

  it('says by how much a goal is missed', () => {
    const goals = [
      { name: 'a', goal: 1, measured: 0.9, met: true },
      { name: 'b', goal: 2, measured: 2.5, met: false },
      { name: 'c', goal: 3, measured: null, met: false },
    ];

    expect(goalsTable(goals).rows).toEqual([
      ['a', '1', '0.9', 'met'],
      ['b', '2', '2.5', 'missed by 25 %'],
      ['c', '3', '–', 'not measured'],
    ]);
  });
});

describe('the chart of a run', () => {
  it('has a bar for each client on one broker, longer for more time', () => {
    const svg = chartOf([
      ROW,
      { ...ROW, name: 'spillway tick', medianMs: 100 },
      { ...ROW, name: 'a slow <tool>', medianMs: 10_000 },
      { ...ROW, place: '3 brokers' },
    ]);
    const widths = [...svg.matchAll(/<rect .*width="([\d.]+)" height/g)].map(([, width]) => Number(width));

    expect(widths).toHaveLength(3);
    expect(Math.max(...widths)).toBe(360);
    expect(svg).toContain('1,000 × 6, nothing behind');
    expect(svg).toContain('a slow &lt;tool&gt;');
  });
});
