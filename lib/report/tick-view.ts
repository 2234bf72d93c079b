import type { ReasonReport, TickReport } from '../controller/tick-report';
import { NAMES_SHOWN } from '../core/vocabulary/listed';
import { counted, grouped } from '../pipeline/counted';
import { answerLines } from './answer-lines';
import { etaWords } from './eta-words';
import { about, behindWords, dateTime } from './figures';
import { type LagRows, lagTable } from './lag-table';
import { OUTCOME_LABELS, type Outcome } from './outcome';
import { noTaskReads, readersLines } from './readers-line';
import { wrapped } from './wrap';

const NARROWEST = 24;
/** There is no warning if retention deletes the first unread record later than this. */
const LOSS_WORTH_A_LINE_S = 86_400;

/**
 * One tick for people, as lines no wider than `width` columns (at least 24).
 *
 * @param rows which topics or partitions it shows. @default the ten worst topics
 */
export function drawTick(report: TickReport, width: number, rows?: LagRows): string[] {
  const columns = Math.max(NARROWEST, width);
  const lines = (texts: string[]) => texts.flatMap((text) => wrapped(text, columns));
  return [
    ...lines([
      headline(report),
      ...underWay(report),
      tasksLine(report),
      ...readersLines(report),
      lagLine(report),
      ...limitLine(report),
    ]),
    ...lagTable(report.lag, columns, rows),
    ...lines([
      ...warnings(report),
      ...report.reasons
        .filter(({ line }) => report.answer?.lines.includes(line) !== true)
        .map((each) => reasonLine(each, report.outcome)),
      ...actionLine(report),
      ...(report.note ? [`note: ${report.note}`] : []),
      ...answerLines(report),
    ]),
  ];
}

/** A tick in one line, for logs and pipes. */
export function summarizeTick(report: TickReport): string {
  const reasons = report.reasons.map((each) => reasonLine(each, report.outcome)).join(' | ');
  const { running, desired } = report.tasks;
  const risk = report.lag.atRisk === '0' ? '' : ` (${grouped(report.lag.atRisk)} at risk)`;
  const did = actionLine(report).map((line) => `  ${line}`);
  return `${dateTime(report.at)}  ${phaseOf(report)}  lag ${topicsText(report.lag)}${risk}  ${running}/${desired} tasks running  ${etaWords(report.eta)}  ${reasons}${did.join('')}`;
}

/** Each topic, or the sum if there are too many for a line. */
function topicsText({ topics, total }: TickReport['lag']): string {
  if (topics.length > NAMES_SHOWN) return `${grouped(total)} offsets in ${counted(topics.length, 'topic')}`;
  return topics.map(({ topic, lag }) => `${topic} ${grouped(lag)} offsets`).join(', ');
}

function headline(report: TickReport): string {
  const { stored, runningEarliest, runningLatest } = report.initialOffset;
  const running = [
    ...(runningEarliest > 0 ? [`${runningEarliest} on earliest`] : []),
    ...(runningLatest > 0 ? [`${runningLatest} on latest`] : []),
  ];
  const tasks = running.length > 0 ? running.join(', ') : 'no task';
  return `${report.pipeline}  ${phaseOf(report)}  initial_offset ${stored} (${tasks})`;
}

/** Plain words for phases whose names in the report are not self-explanatory. */
const PHASE_WORDS: ReadonlyMap<string, string> = new Map([
  ['not-reading', 'no task reads'],
  ['unreachable', 'Kafka is unreachable'],
]);

function phaseOf(report: TickReport): string {
  const { phase, recreate, roll, manualOperation } = report;
  const would = isRehearsed(report) ? 'would be ' : '';
  const details = [
    ...(manualOperation ? [`${manualOperation.kind}: ${manualOperation.phase}`] : []),
    ...(recreate ? [`recreate for a ${recreate.purpose}: ${recreate.phase}`] : []),
    ...(roll ? [`roll: ${ROLL_WORDS[roll.why]}`] : []),
  ];
  const words = PHASE_WORDS.get(phase) ?? phase;
  return `${would}${words}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

/** Whether the report shows something as under way that has not begun, because nothing was changed. */
function isRehearsed({ outcome, answer, recreate, roll, at }: TickReport): boolean {
  if (outcome !== 'looked') return false;
  return answer?.accepted === true || recreate?.since === at || roll?.since === at;
}

const ROLL_WORDS = {
  rearm: 'onto earliest',
  flip: 'onto latest',
  restart: 'restart of the receivers',
} as const;

function underWay(report: TickReport): string[] {
  const { manualOperation, paused, stopped, tasks } = report;
  return [
    ...(stopped && tasks.desired === 0
      ? [
          `stopped for a ${stopped.for} since ${dateTime(stopped.since)} (${counted(stopped.tasks, 'task')}; spillway stop keeps them stopped)`,
        ]
      : []),
    ...(paused && !isRehearsed(report)
      ? [`waiting: paused since ${dateTime(paused.since)}; nothing is changed until spillway resume`]
      : []),
    ...(manualOperation && !isRehearsed(report)
      ? [
          `doing: ${manualOperation.kind} by command ${manualOperation.id}, in phase ${manualOperation.phase} since ${dateTime(manualOperation.since)}`,
        ]
      : []),
  ];
}

function tasksLine({ tasks }: TickReport): string {
  const pending = tasks.pending > 0 ? `, ${tasks.pending} pending` : '';
  return `${tasks.running}/${tasks.desired} tasks running${pending}, ${tasks.useful} useful`;
}

function lagLine({ lag, eta, timeLagSeconds }: TickReport): string {
  const age =
    timeLagSeconds === 'unknown' ? 'oldest unread record: age unknown' : behindWords(timeLagSeconds);
  return `lag ${lag.complete ? '' : 'at least '}${grouped(lag.total)} offsets; ${age}; ${etaWords(eta)}`;
}

/** What limits the speed of the drain. If no task reads, that is the limit. */
function limitLine({ bottleneck, readers }: TickReport): string[] {
  return bottleneck && !noTaskReads({ readers }) ? [`${LIMITS[bottleneck.kind]}: ${bottleneck.text}`] : [];
}

const LIMITS = {
  backend: 'limited by the backend',
  'some-tasks': 'limited by some tasks',
  sampling: 'limited by tail_sampling',
  tasks: 'limited by the tasks',
  unknown: 'limit unknown',
} as const;

/** Records that are lost or at risk, and partitions that hold up the rest. */
function warnings({ lag, loss, skewed }: TickReport): string[] {
  return [
    ...(lag.atRisk === '0' ? [] : [`at risk: ${grouped(lag.atRisk)} offsets that latest would skip`]),
    ...(lag.lost === '0' ? [] : [`lost: ${grouped(lag.lost)} offsets were deleted unread by retention`]),
    ...(loss && loss.seconds < LOSS_WORTH_A_LINE_S
      ? [
          `retention: ${loss.topic} partition ${loss.partition} loses unread records in ${about(loss.seconds)} (${loss.by})`,
        ]
      : []),
    ...skewed
      .slice(0, NAMES_SHOWN)
      .map(
        ({ topic, partition, share, owner }) =>
          `skewed: ${topic} partition ${partition} has ${Math.round(share * 100)} % of its lag${owner === undefined ? '' : ` (${owner})`}`,
      ),
    ...(skewed.length > NAMES_SHOWN
      ? [`skewed: ${counted(skewed.length - NAMES_SHOWN, 'more partition')} of other topics`]
      : []),
  ];
}

function reasonLine({ line, since, kind }: ReasonReport, outcome: TickReport['outcome']): string {
  const label = reasonOutcome(kind, outcome);
  return `${label ? `${OUTCOME_LABELS[label]}: ` : ''}${line}${since ? ` (since ${dateTime(since)})` : ''}`;
}

/** A hold says what cannot be done. Information and alarms are neither done nor planned. */
function reasonOutcome(kind: ReasonReport['kind'], outcome: TickReport['outcome']): Outcome | undefined {
  if (kind === 'wait') return 'waiting';
  if (kind === 'hold') return 'cannot';
  return kind === 'act' ? ACTION_OUTCOMES[outcome] : undefined;
}

function actionLine({ action, outcome }: TickReport): string[] {
  return action === undefined ? [] : [`${OUTCOME_LABELS[ACTION_OUTCOMES[outcome]]}: ${action}`];
}

/** What became of a tick's action. If a tick only wrote its state, the next tick begins the action. */
const ACTION_OUTCOMES: Readonly<Record<TickReport['outcome'], Outcome>> = {
  looked: 'would-do',
  acted: 'done',
  noted: 'doing',
  unchanged: 'doing',
  superseded: 'failed',
  lost: 'failed',
};
