import Table from 'cli-table3';
import type { TickReport, TopicReport } from '../controller/tick-report';
import type { Eta } from '../lag/eta';
import { wrapped } from './wrap';

/** No frame: what stands there is read, copied and grepped. */
const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
const NARROWEST = 24;

/** One tick for people, as lines no wider than `width` columns. */
export function drawTick(report: TickReport, width: number): string[] {
  const columns = Math.max(NARROWEST, width);
  return [
    ...wrapped(headline(report), columns),
    ...wrapped(tasksLine(report), columns),
    ...topicTable(report.lag.topics, columns),
    ...report.reasons.flatMap(({ line, since }) =>
      wrapped(since ? `${line} (since ${clockTime(since)})` : line, columns),
    ),
    ...(report.action ? wrapped(`-> ${report.action}`, columns) : []),
    ...(report.note ? wrapped(`note: ${report.note}`, columns) : []),
  ];
}

/** The same in one line, for logs and pipes. */
export function summarizeTick(report: TickReport): string {
  const topics = report.lag.topics.map(({ topic, lag }) => `${topic} ${group(lag)}`).join(', ');
  const reasons = report.reasons.map(({ line }) => line).join(' | ');
  const { running, desired } = report.tasks;
  const did = report.action ? ` -> ${report.action}` : '';
  return `${clockTime(report.at)} ${phaseOf(report)}  lag ${topics}  tasks ${running}/${desired}  ${etaText(report.eta)}  ${reasons}${did}`;
}

function headline(report: TickReport): string {
  const { stored, runningEarliest, runningLatest } = report.initialOffset;
  const running = [
    ...(runningEarliest > 0 ? [`${runningEarliest} on earliest`] : []),
    ...(runningLatest > 0 ? [`${runningLatest} on latest`] : []),
  ];
  const tasks = running.length > 0 ? running.join(', ') : 'no task';
  return `${report.pipeline}  group ${report.group}  ${phaseOf(report)}  initial_offset ${stored} (${tasks})`;
}

function phaseOf({ phase, operation }: TickReport): string {
  return operation ? `${phase} (${operation.purpose}: ${operation.phase})` : phase;
}

function tasksLine({ tasks, eta, lag }: TickReport): string {
  const pending = tasks.pending > 0 ? `, ${tasks.pending} pending` : '';
  const count = `tasks ${tasks.running} of ${tasks.desired}${pending}, ${tasks.useful} of use`;
  return `${count}; lag ${lag.complete ? '' : 'at least '}${group(lag.total)} offsets; ${etaText(eta)}`;
}

/** When the backlog will be gone, in words. */
export function etaText(eta: Eta): string {
  switch (eta.kind) {
    case 'drained':
      return 'caught up';
    case 'in':
      return `through in ${duration(eta.seconds)} (${rate(eta.consumedPerSecond)} out, ${rate(eta.arrivingPerSecond)} in)`;
    case 'not-draining':
      return `not draining (${rate(eta.consumedPerSecond)} out, ${rate(eta.arrivingPerSecond)} in)`;
    case 'unknown':
      return `ETA unknown: ${eta.why}`;
  }
}

function topicTable(topics: TopicReport[], columns: number): string[] {
  const table = new Table({
    head: ['topic', 'lag', 'partitions'],
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: ['left', 'right', 'left'],
  });
  for (const topic of topics) table.push([topic.topic, group(topic.lag), partitionsText(topic)]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd().slice(0, columns));
}

function partitionsText({ partitions, problem }: TopicReport): string {
  if (problem) return problem;
  const counts = new Map<string, number>();
  for (const { state } of partitions) counts.set(state, (counts.get(state) ?? 0) + 1);
  return `${partitions.length}: ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ')}`;
}

function group(offsets: string): string {
  return offsets.replace(/\B(?=(\d{3})+$)/g, ',');
}

function rate(perSecond: number): string {
  return `${group(String(Math.round(perSecond)))}/s`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

function clockTime(iso: string): string {
  return iso.slice(11, 19);
}
