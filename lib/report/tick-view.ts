import type { TickReport } from '../controller/tick-report';
import { answerLines } from './answer-lines';
import { etaWords } from './eta-words';
import { about, clockTime, grouped } from './figures';
import { topicTable } from './topic-table';
import { wrapped } from './wrap';

const NARROWEST = 24;
/** Retention that far away is no news. */
const LOSS_WORTH_A_LINE_S = 86_400;

/** One tick for people, as lines no wider than `width` columns (24 at the least). */
export function drawTick(report: TickReport, width: number): string[] {
  const columns = Math.max(NARROWEST, width);
  const lines = (texts: string[]) => texts.flatMap((text) => wrapped(text, columns));
  return [
    ...lines([
      headline(report),
      ...underWay(report),
      tasksLine(report),
      lagLine(report),
      ...limitLine(report),
    ]),
    ...topicTable(report.lag, columns),
    ...lines([
      ...warnings(report),
      ...report.reasons.map(({ line, since }) => (since ? `${line} (since ${clockTime(since)})` : line)),
      ...(report.action ? [`-> ${report.action}`] : []),
      ...(report.note ? [`note: ${report.note}`] : []),
      ...answerLines(report),
    ]),
  ];
}

/** The same in one line, for logs and pipes. */
export function summarizeTick(report: TickReport): string {
  const topics = report.lag.topics.map(({ topic, lag }) => `${topic} ${grouped(lag)}`).join(', ');
  const reasons = report.reasons.map(({ line }) => line).join(' | ');
  const { running, desired } = report.tasks;
  const risk = report.lag.atRisk === '0' ? '' : ` (${grouped(report.lag.atRisk)} at risk)`;
  const did = report.action ? ` -> ${report.action}` : '';
  return `${clockTime(report.at)} ${phaseOf(report)}  lag ${topics}${risk}  tasks ${running}/${desired}  ${etaWords(report.eta)}  ${reasons}${did}`;
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

function phaseOf({ phase, operation, request }: TickReport): string {
  const details = [
    ...(request ? [`${request.kind}: ${request.phase}`] : []),
    ...(operation ? [`${operation.purpose}: ${operation.phase}`] : []),
  ];
  return details.length > 0 ? `${phase} (${details.join(', ')})` : phase;
}

function underWay({ request, paused }: TickReport): string[] {
  return [
    ...(paused ? [`paused since ${clockTime(paused.since)}: nothing is changed until resume`] : []),
    ...(request
      ? [`${request.kind} by hand (${request.id}): ${request.phase} since ${clockTime(request.since)}`]
      : []),
  ];
}

function tasksLine({ tasks }: TickReport): string {
  const pending = tasks.pending > 0 ? `, ${tasks.pending} pending` : '';
  return `tasks ${tasks.running} of ${tasks.desired}${pending}, ${tasks.useful} of use`;
}

function lagLine({ lag, eta, timeLagSeconds }: TickReport): string {
  const age = timeLagSeconds === 'unknown' ? 'oldest unread record: age unknown' : ageOf(timeLagSeconds);
  return `lag ${lag.complete ? '' : 'at least '}${grouped(lag.total)} offsets; ${age}; ${etaWords(eta)}`;
}

/** What keeps the backlog from going faster. */
function limitLine({ bottleneck }: TickReport): string[] {
  return bottleneck ? [`${LIMITS[bottleneck.kind]}: ${bottleneck.text}`] : [];
}

const LIMITS = {
  backend: 'limited by the backend',
  'some-tasks': 'limited by some tasks',
  tasks: 'limited by the tasks',
  unknown: 'limit unknown',
} as const;

function ageOf(seconds: number): string {
  return seconds === 0 ? 'no time behind' : `${about(seconds)} behind`;
}

/** What is lost, may be lost, or holds up the rest. */
function warnings({ lag, loss, skewed }: TickReport): string[] {
  return [
    ...(lag.atRisk === '0' ? [] : [`at risk: ${grouped(lag.atRisk)} offsets that latest would pass over`]),
    ...(lag.lost === '0' ? [] : [`lost: ${grouped(lag.lost)} offsets were deleted unread by retention`]),
    ...(loss && loss.seconds < LOSS_WORTH_A_LINE_S
      ? [
          `retention: ${loss.topic} partition ${loss.partition} loses records in ${about(loss.seconds)} (${loss.by})`,
        ]
      : []),
    ...skewed.map(
      ({ topic, partition, share, owner }) =>
        `skewed: ${topic} partition ${partition} has ${Math.round(share * 100)} % of its lag${owner === undefined ? '' : ` (${owner})`}`,
    ),
  ];
}
