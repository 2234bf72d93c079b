import type { AnswerReport, CostReport, TickReport } from '../controller/tick-report';
import { about, counted, grouped } from './figures';

/** What came of a command, and what it costs; each is to be wrapped. */
export function answerLines({
  answer,
  outcome,
  manualOperation,
}: Pick<TickReport, 'answer' | 'outcome' | 'manualOperation'>): string[] {
  if (!answer) return [];
  const { lines, cost } = answer;
  return [
    `${verdict(answer, outcome)}: ${lines.join('; ')}`,
    ...(cost ? costLines(cost, manualOperation?.kind) : []),
  ];
}

/** A dry run, and a controller that only observes, accept nothing. */
function verdict({ accepted }: AnswerReport, outcome: TickReport['outcome']): string {
  if (!accepted) return 'refused';
  return outcome === 'looked' ? 'would be accepted' : 'accepted';
}

type CommandKind = NonNullable<TickReport['manualOperation']>['kind'];

/** One line for each thing that it costs. */
function costLines(cost: CostReport, kind: CommandKind | undefined): string[] {
  const lines = [stops(cost), rolls(cost), offsets(cost, kind), time(cost), cut(cost), queues(cost)];
  return [
    ...lines.flatMap((line) => (line === '' ? [] : [`cost: ${line}`])),
    ...(cost.complete ? [] : ['cost: a lower bound, since something could not be read']),
  ];
}

function stops({ stops: count, stopSeconds }: CostReport): string {
  if (count === 0) return 'no stop: the tasks keep reading';
  const times = count === 1 ? 'once' : `${count} times`;
  return `all tasks stop ${times}, for ${about(stopSeconds)} at most`;
}

function rolls({ rolls: count }: CostReport): string {
  return count === 0 ? '' : `${counted(count, 'rolling deployment')} of the tasks`;
}

function offsets({ offsets: most, partitions }: CostReport, kind: CommandKind | undefined): string {
  if (partitions === 0) return 'no commit is moved';
  const what = `at most ${grouped(most)} offsets in ${counted(partitions, 'partition')}`;
  if (kind === 'skip') return `${what} are given up: they are never read`;
  return kind === undefined ? `${what} are affected` : `${what} are read again`;
}

function time({ minutes }: CostReport): string {
  if (minutes === 'unknown') {
    return 'caught up after: not known yet, since no drain has been measured';
  }
  if (minutes === 'never') return 'caught up: not at the present rates, more arrives than is read';
  return minutes === 0 ? 'nothing is left to catch up' : `caught up after about ${about(minutes * 60)}`;
}

function cut({ cutOffsets }: CostReport): string {
  if (cutOffsets === '0') return '';
  const among = cutOffsets === 'unknown' ? 'the last offsets read' : `${grouped(cutOffsets)} offsets`;
  return `traces among ${among} are cut: sampling decides early, on what has arrived`;
}

function queues({ queued }: CostReport): string {
  return queued.kind === 'nothing' ? '' : queued.text;
}
