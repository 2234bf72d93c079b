import type { TickReport, TopicReport } from '../controller/tick-report';
import { columnLines } from './columns';
import { about, behindWords, grouped } from './figures';
import { wrapped } from './wrap';

/** One row per topic, or one sentence per topic if a row would be wider than `columns`. */
export function topicTable({ topics, atRisk }: TickReport['lag'], columns: number): string[] {
  const risk = atRisk === '0' ? [] : ['at risk'];
  const rows = columnLines(
    [
      ['topic', 'lag (offsets)', ...risk, 'behind', 'partitions'],
      ...topics.map((topic) => [
        topic.topic,
        grouped(topic.lag),
        ...risk.map(() => grouped(topic.atRisk)),
        behind(topic),
        partitionsText(topic),
      ]),
    ],
    [1, 2, ...risk.map(() => 3)],
  );
  if (rows.every(({ length }) => length <= columns)) return rows;
  return topics.flatMap((topic) => wrapped(sentence(topic), columns));
}

function sentence(topic: TopicReport): string {
  const risk = topic.atRisk === '0' ? '' : `, ${grouped(topic.atRisk)} at risk`;
  return `${topic.topic}: lag ${grouped(topic.lag)} offsets${risk}, ${behindText(topic)}; ${partitionsText(topic)}`;
}

function behindText(topic: TopicReport): string {
  const age = behind(topic);
  return age === UP_TO_DATE ? age : `${age} behind`;
}

const UP_TO_DATE = behindWords(0);

/** The age of the topic's oldest unread record; a lower bound if the age is unknown in some partitions. */
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
