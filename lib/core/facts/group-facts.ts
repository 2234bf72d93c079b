import { createHash } from 'node:crypto';
import type { KafkaSnapshot } from '../snapshot/kafka';
import { type Coverage, continueCoverage, coverageOf, openOf, owedAhead, repairable } from './coverage';
import type { Facts } from './facts';
import { recreatedTopics } from './layout';
import type { KafkaObservation } from './observation';
import { readersOf } from './readers';
import { allTasksGone, isSettled } from './rollout';
import { partitionKey, type Survey } from './survey';
import type { Tracked } from './tracked';

/** After this long, another process may have stored and repaired what this one could not store. */
const UNWRITTEN_MS = 3 * 60_000;

/** The consumer group, compared with the running tasks. */
export function groupFacts({ kafka, service, config, nowMs }: KafkaObservation, before: Tracked) {
  const groupEmpty = kafka.group.state === 'Empty' || kafka.group.state === 'Dead';
  const tasksGone = allTasksGone(service);
  const settled = isSettled(service);
  const readers = readersOf(kafka, service, config, nowMs, settled);
  return {
    groupEmpty,
    tasksGone,
    settled,
    readers,
    emptySinceMs: groupEmpty ? (before.emptySinceMs ?? nowMs) : undefined,
    absentSinceMs: readers.absentTasks > 0 ? (before.absentSinceMs ?? nowMs) : undefined,
    lingering: lingeringOf(before.lingering, { tasksGone, groupEmpty, settled, readers }),
  };
}

function lingeringOf(
  before: string | undefined,
  now: Pick<Facts, 'tasksGone' | 'groupEmpty' | 'settled' | 'readers'>,
): string | undefined {
  if (before === undefined || now.groupEmpty) return undefined;
  return !now.tasksGone && now.settled && now.readers.foreign === undefined ? undefined : before;
}

/**
 * What latest covers and what is owed. If someone else stored latest, or the coverage was lost, a new coverage starts
 * from the topics that the receivers know, and partitions without a commit are owed. A recreated topic with commits of the
 * deleted one needs a coverage on earliest, too.
 */
export function coverageFacts(
  { kafka, config, service, nowMs, warm }: KafkaObservation,
  before: Tracked,
  stored: Coverage | undefined,
  { fleet, latestInForce, readers, survey }: Pick<Facts, 'fleet' | 'latestInForce' | 'readers' | 'survey'>,
) {
  const takenOver = !stored && latestInForce && config.mismatch === undefined;
  const ahead = owedAhead(survey, nowMs);
  const known = before.layout?.topics ?? stored?.layout;
  // Few ticks need it, and it scans all topics.
  const recreated = known && ahead.length > 0 ? recreatedTopics(known, kafka) : [];
  const { unwritten: last } = warm;
  const unwritten = last && nowMs - last.atMs < UNWRITTEN_MS ? last.owed : [];
  const isDue = takenOver || unwritten.length > 0 || ahead.some(({ topic }) => recreated.includes(topic));
  const start = stored ?? (isDue ? coverageOf(kafka, before.layout?.topics) : undefined);
  const coverage =
    start &&
    continueCoverage(start, {
      nowMs,
      kafka,
      survey,
      ownerOf: readers.ownerOf,
      lastLag: warm.lag,
      latestInForce,
      tasksOnLatest: fleet.latest > 0,
      tasks: fingerprintOf(service.tasks),
      takenOver,
      recreated,
      unwritten,
    });
  const isAhead = new Set(ahead.map(partitionKey));
  // The coverage may know a commit that was in the log of the deleted topic.
  const others = coverage ? openOf(coverage).filter((each) => !isAhead.has(partitionKey(each))) : [];
  const owed = [...others, ...ahead];
  return {
    coverage,
    coverageLost: latestInForce && (before.coverageLost === true || (before.covers === true && !stored)),
    owed,
    repairable: repairable(owed, survey),
  };
}

/** Kept short, because the coverage stores it once per range of partitions. */
function fingerprintOf(tasks: readonly { id: string }[]): string {
  const ids = tasks.map(({ id }) => id).sort();
  return createHash('sha256').update(ids.join('\n')).digest('base64url').slice(0, 16);
}

/** Partitions assigned to no member; `undefined` while the assignment of a member is unknown. */
export function unassignedIn({ group }: KafkaSnapshot, { partitions }: Survey): Facts['unassigned'] {
  const assigned = new Map<string, Set<number>>();
  for (const { assignment } of group.members) {
    if (assignment === 'unknown') return undefined;
    for (const { topic, partitions: numbers } of assignment) {
      const known = assigned.get(topic) ?? new Set();
      for (const number of numbers) known.add(number);
      assigned.set(topic, known);
    }
  }
  return partitions.filter(({ topic, partition }) => !assigned.get(topic)?.has(partition));
}

/**
 * A Stable group starts to read every partition that has records within seconds. The clock stops while it is not Stable.
 */
export function unreadSince(
  before: Tracked['unread'],
  { unread }: Survey,
  { group }: KafkaSnapshot,
  nowMs: number,
): Tracked['unread'] {
  if (unread.length === 0) return undefined;
  if (group.state === 'Stable') return before ?? { sinceMs: nowMs };
  return before && { ...before, sinceMs: nowMs };
}
