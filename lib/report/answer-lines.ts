import type { AnswerReport, CostReport, TickReport } from '../controller/tick-report';
import { counted, grouped } from '../pipeline/counted';
import { about } from './figures';
import { OUTCOME_LABELS, type Outcome } from './outcome';

/** Says whether a command was accepted and what it costs. The lines still have to be wrapped. */
export function answerLines({
  answer,
  outcome,
  manualOperation,
}: Pick<TickReport, 'answer' | 'outcome' | 'manualOperation'>): string[] {
  if (!answer) return [];
  const { lines, cost } = answer;
  return [
    `${OUTCOME_LABELS[verdict(answer, outcome)]}: ${lines.join('; ')}`,
    ...(cost ? costLines(cost, manualOperation?.kind) : []),
  ];
}

/** Neither a dry run nor a controller in observe mode accepts a command. */
function verdict({ accepted }: AnswerReport, outcome: TickReport['outcome']): Outcome {
  if (!accepted) return 'cannot';
  return outcome === 'looked' ? 'would-do' : 'doing';
}

type CommandKind = NonNullable<TickReport['manualOperation']>['kind'];

/** One line per kind of cost. */
function costLines(cost: CostReport, kind: CommandKind | undefined): string[] {
  const lines = [stops(cost), rolls(cost), offsets(cost, kind), time(cost), cut(cost), queues(cost)];
  return [
    ...lines.flatMap((line) => (line === '' ? [] : [`cost: ${line}`])),
    ...(cost.complete ? [] : ['cost: at least this much, because something could not be read']),
  ];
}

function stops({ stops: count, stopSeconds }: CostReport): string {
  if (count === 0) return 'no task stops';
  const times = count === 1 ? 'once' : `${count} times`;
  return `all tasks stop ${times}, for ${about(stopSeconds)} at most`;
}

function rolls({ rolls: count }: CostReport): string {
  return count === 0 ? '' : `${counted(count, 'rolling deployment')} of the tasks`;
}

function offsets({ offsets: most, partitions }: CostReport, kind: CommandKind | undefined): string {
  if (partitions === 0) return 'no commit moves';
  const what = `at most ${grouped(most)} offsets in ${counted(partitions, 'partition')}`;
  if (kind === 'skip') return `${what} are never read`;
  return kind === undefined ? `${what} are affected` : `${what} are read again`;
}

function time({ minutes }: CostReport): string {
  if (minutes === 'unknown') {
    return 'time to catch up unknown, because no drain has been measured yet';
  }
  if (minutes === 'never') return 'never caught up at the current rates, because more arrives than is read';
  return minutes === 0 ? 'nothing to catch up with' : `caught up after about ${about(minutes * 60)}`;
}

function cut({ cutOffsets }: CostReport): string {
  if (cutOffsets === '0') return '';
  const among = cutOffsets === 'unknown' ? 'the last offsets read' : `${grouped(cutOffsets)} offsets`;
  return `traces in ${among} are cut, because tail sampling decides on the spans that have arrived`;
}

function queues({ queued }: CostReport): string {
  return queued.kind === 'nothing' ? '' : queued.text;
}
