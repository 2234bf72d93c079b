import type { Goal } from '../side-by-side/goals';
import { NAMES } from '../side-by-side/peers';
import type { Row } from '../side-by-side/row';
import type { Report } from './report';

/** A run as tables, for docs/benchmarks.md. Cells are text. */
export interface MadeTable {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** One table for each place and number of topics; a cell has what the two groups took. */
export function sideBySideTable(rows: readonly Row[]): MadeTable {
  const keys = [...new Set(rows.map(keyOf))];
  return {
    head: [
      'where, topics',
      'client',
      'ms, nothing / all behind',
      'by kadm',
      'requests, depth',
      'KB',
      'CPU ms of the client',
      'of the brokers',
      'peak MB',
    ],
    rows: keys.map((key) => {
      const found = rows.filter((row) => keyOf(row) === key);
      const [first] = found as [Row, ...Row[]];
      const both = (value: (row: Row) => number | string | null | undefined) =>
        found.map((row) => value(row) ?? '–').join(' / ');
      return [
        `${first.place}, ${sizeOf(first)}`,
        first.name,
        both(({ medianMs }) => shown(medianMs)),
        both(({ ratioToKadm }) => ratioToKadm),
        both(({ requests, depth }) => (requests === null ? null : `${requests}, ${depth}`)),
        both(({ kilobytes }) => kilobytes),
        both(({ cpuMs }) => shown(cpuMs)),
        both(({ brokerCpuMs }) => shown(brokerCpuMs)),
        both(({ peakMb }) => peakMb),
      ];
    }),
  };
}

export function goalsTable(goals: readonly Goal[]): MadeTable {
  return {
    head: ['goal', 'at most', 'measured', ''],
    rows: goals.map(({ name, goal, measured, met }) => [
      name,
      String(goal),
      measured === null ? '–' : String(measured),
      verdict(goal, measured, met),
    ]),
  };
}

/** When, where and with what a report was made. */
export function ranLine({ at, ran }: Pick<Report, 'at' | 'ran'>): string {
  const parts = Object.entries(ran).map(([of, what]) => `${of} ${what}`);
  return `Measured on ${at.slice(0, 10)}: ${parts.join(', ')}.`;
}

/** `met`, or by how much it is missed. */
export function verdict(goal: number, measured: number | null, met: boolean): string {
  if (met) return 'met';
  return measured === null ? 'not measured' : `missed by ${Math.round((measured / goal - 1) * 100)} %`;
}

export function sizeOf({ topics, partitions }: Pick<Row, 'topics' | 'partitions'>): string {
  return `${topics.toLocaleString('en')} × ${partitions / topics}`;
}

/** The clients in the order of the list, which is that of the figures. */
export const ORDER: readonly string[] = Object.values(NAMES);

function keyOf(row: Row): string {
  return `${row.place}|${sizeOf(row)}|${row.name}`;
}

function shown(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en');
}
