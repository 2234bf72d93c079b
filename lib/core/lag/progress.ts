import { type LagReport, partitionIn, type TopicLag } from './lag';
import { offsetsLeft, type PartitionLag } from './partition-lag';

/** Why two snapshots do not show what was consumed. */
export type NoProgressWhy =
  | 'first look'
  | 'clock went back'
  | 'commits went back'
  | 'log went back'
  | 'records at risk'
  | 'partitions changed'
  | 'the group has just changed'
  | 'partial answer';

/** Offsets consumed and produced between two snapshots. */
export type Movement =
  | { kind: 'measured'; consumed: bigint; arrived: bigint }
  | { kind: 'unknown'; why: NoProgressWhy };

export interface Progress {
  /** Seconds between the two snapshots; 0 if there is only one. */
  seconds: number;
  group: Movement;
  /** Missing topics are left out. */
  topics: { topic: string; movement: Movement; partitions: PartitionProgress[] }[];
}

export interface PartitionProgress {
  topic: string;
  partition: number;
  /** Unread offsets at the second snapshot. If unknown it is 0, and `movement` is unknown too. */
  lag: bigint;
  movement: Movement;
}

/**
 * What was consumed and produced between two snapshots, by offsets and the controller's clock. A commit that someone
 * moved forward counts as consumed.
 *
 * @param previous an earlier snapshot from the same process; `undefined` on the first
 */
export function progressBetween(previous: LagReport | undefined, current: LagReport): Progress {
  if (!previous) return noProgress('first look');
  const seconds = (current.atMs - previous.atMs) / 1000;
  if (seconds <= 0) return noProgress('clock went back');
  const before = new Map(previous.topics.map((topic) => [topic.topic, topic]));
  const topics = current.topics
    .filter(({ problem }) => problem !== 'missing')
    .map((topic) => topicProgress(before.get(topic.topic), topic));
  return { seconds, group: sumOf(topics), topics };
}

function noProgress(why: NoProgressWhy): Progress {
  return { seconds: 0, group: { kind: 'unknown', why }, topics: [] };
}

function topicProgress(before: TopicLag | undefined, topic: TopicLag): Progress['topics'][number] {
  const partitions = topic.partitions.map((now): PartitionProgress => {
    const then = before && partitionIn(before, now.partition);
    const notThen: NoProgressWhy = before?.problem === 'unknown' ? 'partial answer' : 'partitions changed';
    const movement: Movement = then ? movementOf(then, now) : { kind: 'unknown', why: notThen };
    return { topic: topic.topic, partition: now.partition, lag: offsetsLeft(now) ?? 0n, movement };
  });
  const movement: Movement =
    topic.problem === 'unknown' ? { kind: 'unknown', why: 'partial answer' } : sumOf(partitions);
  return { topic: topic.topic, movement, partitions };
}

function movementOf(then: PartitionLag, now: PartitionLag): Movement {
  const unknown = (why: NoProgressWhy): Movement => ({ kind: 'unknown', why });
  if (then.kind === 'unknown' || now.kind === 'unknown') return unknown('partial answer');
  if (then.kind === 'ahead' || now.kind === 'ahead' || now.logEnd < then.logEnd)
    return unknown('log went back');
  if ('atRisk' in then || 'atRisk' in now) return unknown('records at risk');
  const arrived = now.logEnd - then.logEnd;
  if (!('committed' in now)) {
    return 'committed' in then ? unknown('commits went back') : { kind: 'measured', consumed: 0n, arrived };
  }
  if ('committed' in then && now.committed < then.committed) return unknown('commits went back');
  const from = readingFrom(then);
  return { kind: 'measured', consumed: now.committed > from ? now.committed - from : 0n, arrived };
}

/** Where reading continued. Offsets before the log start were lost, not consumed. */
function readingFrom(partition: Exclude<PartitionLag, { kind: 'unknown' | 'ahead' }>): bigint {
  if (partition.kind === 'empty') return partition.logEnd;
  return 'logStart' in partition ? partition.logStart : partition.committed;
}

function sumOf(parts: readonly { movement: Movement }[]): Movement {
  let consumed = 0n;
  let arrived = 0n;
  let why: NoProgressWhy | undefined;
  for (const { movement } of parts) {
    if (movement.kind === 'measured') {
      consumed += movement.consumed;
      arrived += movement.arrived;
    } else if (why === undefined || WEIGHT.indexOf(movement.why) < WEIGHT.indexOf(why)) {
      why = movement.why;
    }
  }
  return why === undefined ? { kind: 'measured', consumed, arrived } : { kind: 'unknown', why };
}

/** If several reasons apply, the first in this list is reported, so the order of partitions does not matter. */
const WEIGHT: readonly NoProgressWhy[] = [
  'commits went back',
  'log went back',
  'records at risk',
  'partitions changed',
  'partial answer',
];
