import type { PartitionReport, TickReport, TopicReport } from '../controller/tick-report';
import { worstFirst } from '../core/lag/worst';
import { NAMES_SHOWN } from '../core/vocabulary/listed';
import { counted, grouped } from '../pipeline/counted';
import { columnLines } from './columns';
import { about, behindWords } from './figures';
import { wrapped } from './wrap';

/** Which rows a table of lag has. */
export interface LagRows {
  of: 'topics' | 'partitions';
  /** `worst`: the ten with the most unread offsets, and a line that counts the others. */
  extent: 'worst' | 'all';
}

const WORST_TOPICS: LagRows = { of: 'topics', extent: 'worst' };

/** One row per topic or partition, or one sentence each if a row would be wider than `columns`. */
export function lagTable(lag: TickReport['lag'], columns: number, rows: LagRows = WORST_TOPICS): string[] {
  const risk = lag.atRisk === '0' ? 'none' : 'some';
  return rows.of === 'topics'
    ? table(lag.topics, topicColumns(risk), { columns, noun: 'topic', extent: rows.extent })
    : table(lag.topics.flatMap(partitionsOf), partitionColumns(risk), {
        ...{ columns, noun: 'partition', extent: rows.extent },
      });
}

/** Offsets as text, and why the whole could not be read. */
type Row = Pick<TopicReport, 'topic' | 'lag' | 'atRisk' | 'problem'>;
type PartitionRow = Row & PartitionReport;

interface Columns<R> {
  header: string[];
  right: number[];
  cells(row: R): string[];
  sentence(row: R): string;
}

function table<R extends Row>(
  all: readonly R[],
  { header, right, cells, sentence }: Columns<R>,
  { columns, noun, extent }: { columns: number; noun: string; extent: LagRows['extent'] },
): string[] {
  const ordered = extent === 'all' || all.length <= NAMES_SHOWN ? all : worstFirst(all, unread);
  const shown = extent === 'all' ? ordered : ordered.slice(0, NAMES_SHOWN);
  const lines = columnLines([header, ...shown.map(cells)], right);
  const fits = lines.every(({ length }) => length <= columns);
  return [
    ...(fits ? lines : shown.flatMap((row) => wrapped(sentence(row), columns))),
    ...restLine(ordered.slice(shown.length), noun).flatMap((line) => wrapped(line, columns)),
  ];
}

function restLine(rest: readonly Row[], noun: string): string[] {
  if (rest.length === 0) return [];
  const behind = rest.filter((row) => unread(row) > 0n);
  const offsets = rest.reduce((sum, { lag }) => sum + offsetsIn(lag), 0n);
  return [
    `and ${counted(rest.length, `more ${noun}`)}, ${grouped(String(behind.length))} of them with unread offsets (lag ${grouped(String(offsets))}); spillway status --all shows them`,
  ];
}

function topicColumns(risk: 'none' | 'some'): Columns<TopicReport> {
  const atRisk = risk === 'none' ? [] : ['at risk'];
  return {
    header: ['topic', 'lag (offsets)', ...atRisk, 'behind', 'partitions'],
    right: [1, 2, ...atRisk.map(() => 3)],
    cells: (topic) => [
      ...[topic.topic, grouped(topic.lag)],
      ...atRisk.map(() => grouped(topic.atRisk)),
      ...[behind(topic), partitionsText(topic)],
    ],
    sentence: (topic) =>
      `${topic.topic}: lag ${grouped(topic.lag)} offsets${riskText(topic)}, ${behindText(behind(topic))}; ${partitionsText(topic)}`,
  };
}

function partitionColumns(risk: 'none' | 'some'): Columns<PartitionRow> {
  const atRisk = risk === 'none' ? [] : ['at risk'];
  return {
    header: ['topic', 'partition', 'lag (offsets)', ...atRisk, 'behind', 'state'],
    right: [1, 2, 3, ...atRisk.map(() => 4)],
    cells: (row) => [
      ...[row.topic, String(row.partition), grouped(row.lag)],
      ...atRisk.map(() => grouped(row.atRisk)),
      ...[ageText(row.timeLagSeconds), row.state],
    ],
    sentence: (row) =>
      `${row.topic} partition ${row.partition}: lag ${grouped(row.lag)} offsets${riskText(row)}, ${behindText(ageText(row.timeLagSeconds))}; ${row.state}`,
  };
}

function partitionsOf({ topic, partitions }: TopicReport): PartitionRow[] {
  return partitions.map((each) => ({ topic, ...each }));
}

/** Those that could not be read are the worst. */
const UNREADABLE = 2n ** 64n;

function unread({ lag, atRisk, problem }: Row): bigint {
  return problem || lag === 'unknown' ? UNREADABLE : offsetsIn(lag) + offsetsIn(atRisk);
}

function offsetsIn(text: string): bigint {
  return text === 'unknown' ? 0n : BigInt(text);
}

function riskText({ atRisk }: Row): string {
  return atRisk === '0' || atRisk === 'unknown' ? '' : `, ${grouped(atRisk)} at risk`;
}

const UP_TO_DATE = behindWords(0);

function behindText(age: string): string {
  return age === UP_TO_DATE ? age : `${age} behind`;
}

function ageText(seconds: number | 'unknown'): string {
  if (seconds === 'unknown') return '?';
  return seconds === 0 ? UP_TO_DATE : about(seconds);
}

/** The age of the topic's oldest unread record; a lower bound if the age is unknown in some partitions. */
function behind({ partitions }: TopicReport): string {
  const known = partitions.flatMap(({ timeLagSeconds: each }) => (each === 'unknown' ? [] : [each]));
  if (known.length === 0) return '?';
  const longest = Math.max(...known);
  if (known.length === partitions.length) return ageText(longest);
  return longest === 0 ? '?' : `>= ${about(longest)}`;
}

function partitionsText({ partitions, problem }: TopicReport): string {
  if (problem) return problem;
  const counts = new Map<string, number>();
  for (const { state } of partitions) counts.set(state, (counts.get(state) ?? 0) + 1);
  return `${partitions.length}: ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ')}`;
}
