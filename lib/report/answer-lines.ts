import type { AnswerReport, CostReport, TickReport } from '../controller/tick-report';
import { about, grouped } from './figures';

/** What came of a command, and what it costs; each is to be wrapped. */
export function answerLines({ answer, request }: Pick<TickReport, 'answer' | 'request'>): string[] {
  if (!answer) return [];
  const { accepted, lines, cost } = answer;
  return [
    `${accepted ? 'accepted' : 'refused'}: ${lines.join('; ')}`,
    ...(cost ? costLines(cost, request?.kind) : []),
  ];
}

function costLines(
  cost: NonNullable<AnswerReport['cost']>,
  kind: NonNullable<TickReport['request']>['kind'] | undefined,
): string[] {
  return [
    `cost: ${[moved(cost, kind), paused(cost), cut(cost), caughtUp(cost)].filter((each) => each !== '').join('; ')}`,
    ...(cost.complete ? [] : ['not exact: something could not be read, or there are no rates yet']),
  ];
}

function moved({ offsets, partitions }: CostReport, kind: string | undefined): string {
  if (partitions === 0) return 'no commit is moved';
  const what = `at most ${grouped(offsets)} offsets in ${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`;
  if (kind === 'skip') return `${what} are given up`;
  return kind === undefined ? what : `${what} are read again`;
}

function paused({ pauseSeconds }: CostReport): string {
  return pauseSeconds === 0 ? 'no task is stopped' : `nothing is read for about ${about(pauseSeconds)}`;
}

function cut({ cutOffsets }: CostReport): string {
  return cutOffsets === '0'
    ? ''
    : `traces among ${grouped(cutOffsets)} offsets are decided early, on what has arrived`;
}

function caughtUp({ minutes }: CostReport): string {
  if (minutes === 'unknown') return 'how long until it is caught up is not known';
  return minutes === 0 ? 'nothing is left to catch up' : `caught up after about ${about(minutes * 60)}`;
}
