import Table from 'cli-table3';
import type { TickReport, TopicReport } from '../controller/tick-report';
import { about, behindWords, grouped } from './figures';
import { PLAIN } from './plain-table';
import { wrapped } from './wrap';

/** One row a topic; where that is too wide, one sentence a topic. */
export function topicTable({ topics, atRisk }: TickReport['lag'], columns: number): string[] {
  const risk = atRisk === '0' ? [] : ['at risk'];
  const table = new Table({
    head: ['topic', 'lag', ...risk, 'behind', 'partitions'],
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: ['left', 'right', ...risk.map(() => 'right' as const), 'right', 'left'],
  });
  for (const topic of topics) {
    const risked = risk.map(() => grouped(topic.atRisk));
    table.push([topic.topic, grouped(topic.lag), ...risked, behind(topic), partitionsText(topic)]);
  }
  const rows = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  if (rows.every(({ length }) => length <= columns)) return rows;
  return topics.flatMap((topic) => wrapped(sentence(topic), columns));
}

function sentence(topic: TopicReport): string {
  const risk = topic.atRisk === '0' ? '' : `, ${grouped(topic.atRisk)} at risk`;
  return `${topic.topic}: lag ${grouped(topic.lag)}${risk}, ${behindText(topic)}; ${partitionsText(topic)}`;
}

function behindText(topic: TopicReport): string {
  const age = behind(topic);
  return age === UP_TO_DATE ? age : `${age} behind`;
}

const UP_TO_DATE = behindWords(0);

/** Age of the topic's oldest unread record; a lower bound where the age of some partitions is unknown. */
function behind({ partitions }: TopicReport): string {
  const known = partitions.flatMap(({ timeLagSeconds: each }) => (each === 'unknown' ? [] : [each]));
  if (known.length === 0) return '?';
  const longest = Math.max(...known);
  if (known.length < partitions.length) return longest === 0 ? '?' : `>= ${about(longest)}`;
  return longest === 0 ? UP_TO_DATE : about(longest);
}

function partitionsText({ partitions, problem }: TopicReport): string {
  if (problem) return problem;
  const counts = new Map<string, number>();
  for (const { state } of partitions) counts.set(state, (counts.get(state) ?? 0) + 1);
  return `${partitions.length}: ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ')}`;
}
