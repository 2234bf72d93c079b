import type { LagReport } from '../lag/lag';
import { partitionIn } from '../lag/lag';
import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import type { Scope } from '../vocabulary/command';
import { type KnownTopics, type Layout, layoutOf, partitionsBeyond } from './layout';
import type { OwnerOf } from './readers';
import { partitionKey, type Survey } from './survey';

/**
 * What `latest` covers, as stored in `<prefix>/coverage` right before latest itself is stored.
 *
 * A partition that is not in the layout is uncovered from the first tick that sees it, whatever its commit says. A
 * partition in the layout becomes uncovered when its commit is missing or out of range, or when its topic is recreated.
 */
export interface Coverage {
  layout: Layout;
  /** Uncovered partitions, by `topic/partition`. */
  owed: ReadonlyMap<string, Owed>;
  /**
   * Set if the owed partitions did not fit into the parameter. Since that time every partition is owed from its log
   * start.
   */
  everythingSinceMs?: number | undefined;
}

/**
 * A partition where latest may have skipped records. It is read again from `from`, unless nothing turns out to be
 * skipped.
 */
export interface Owed {
  topic: string;
  partition: number;
  /** The last known commit, or the log start at the time the partition was first seen. */
  from: bigint;
  sinceMs: number;
  /**
   * How far the suspicion has been checked:
   *
   * - `unmet`   only tasks on earliest have run since the partition became owed. `tasks` is their fingerprint; as soon
   *   as the set of tasks changes, or one may be on latest, the status becomes `met`
   * - `met`     a task on latest may have been assigned the partition
   * - `taken`   at `atMs` the partition was empty and had an owner. If both still hold `POSITIONED_MS` later, it is
   *   settled; otherwise it is `met` again
   * - `settled` nothing was skipped, the partition was repaired, or an operator accepted the loss
   */
  status:
    | { kind: 'unmet'; tasks: string }
    | { kind: 'met' }
    | { kind: 'taken'; atMs: number }
    | { kind: 'settled' };
}

/** The owner of an empty partition has fetched its position by this long after it was first seen. */
const POSITIONED_MS = 5_000;

export interface CoverageInputs {
  nowMs: number;
  kafka: KafkaSnapshot;
  survey: Survey;
  ownerOf: OwnerOf;
  lastLag: LagReport | undefined;
  /** latest is stored, or a running task may have started with it. */
  latestInForce: boolean;
  /** A running task may have started with latest. */
  tasksOnLatest: boolean;
  /** Fingerprint of the ids of all tasks. */
  tasks: string;
  /** Somebody else stored latest, and this is the first tick that sees it. */
  takenOver: boolean;
  /** Topics that the running receivers know by another id. */
  recreated: readonly string[];
  /** What the previous tick found owed and could not store. */
  unwritten: readonly Owed[];
}

/** Updates which partitions are owed from the current observation. */
export function continueCoverage(before: Coverage, inputs: CoverageInputs): Coverage {
  const owed = new Map<string, Owed>();
  const present = new Map(inputs.survey.partitions.map((each) => [partitionKey(each), each]));
  for (const [key, each] of allOwed(before, inputs)) {
    const next = continueOwed(each, present.get(key), inputs);
    if (next) owed.set(key, next);
  }
  if (inputs.latestInForce) {
    const beyond = new Set(partitionsBeyond(before.layout, inputs.kafka));
    const { uncommitted, outOfRange } = inputs.survey;
    const gained = inputs.takenOver ? firstCommits(inputs) : [];
    for (const partition of new Set([...beyond, ...uncommitted, ...outOfRange, ...gained])) {
      const key = partitionKey(partition);
      const known = owed.get(key);
      if (known && !(known.status.kind === 'settled' && inputs.survey.unread.includes(partition))) continue;
      const first = newlyOwed(partition, beyond.has(partition), inputs);
      if (first) owed.set(key, first);
    }
  }
  // The log grows past such a commit, and then nothing else shows that the commit belongs to the deleted topic.
  for (const each of owedAhead(inputs.survey, inputs.nowMs)) {
    if (!inputs.recreated.includes(each.topic)) continue;
    const key = partitionKey(each);
    const known = owed.get(key);
    const isOpen = known !== undefined && known.status.kind !== 'settled';
    owed.set(key, isOpen ? { ...each, sinceMs: known.sinceMs } : each);
  }
  return { layout: before.layout, owed };
}

/**
 * Partitions that have a commit now but had none at the previous tick. A task on latest may have started there at the
 * log end.
 */
function firstCommits({ survey, lastLag, tasksOnLatest }: CoverageInputs): PartitionSnapshot[] {
  if (!tasksOnLatest || !lastLag) return [];
  const topics = new Map(lastLag.topics.map((each) => [each.topic, each]));
  return survey.partitions.filter(({ topic, partition }) => {
    const known = topics.get(topic);
    if (known?.problem === 'unknown') return false;
    const kind = known && partitionIn(known, partition)?.kind;
    return kind !== 'caught-up' && kind !== 'behind' && kind !== 'unknown';
  });
}

function allOwed(
  { owed: stored, everythingSinceMs: sinceMs }: Coverage,
  { survey, unwritten }: CoverageInputs,
): ReadonlyMap<string, Owed> {
  const owed =
    unwritten.length === 0
      ? stored
      : new Map([...unwritten.map((each): [string, Owed] => [partitionKey(each), each]), ...stored]);
  if (sinceMs === undefined) return owed;
  const all = survey.partitions.map(({ topic, partition, logStart }): [string, Owed] => {
    const from = logStart === 'unknown' ? 0n : logStart;
    return [partitionKey({ topic, partition }), { topic, partition, from, sinceMs, status: { kind: 'met' } }];
  });
  return new Map([...all, ...owed]);
}

/**
 * A partition outside the layout is owed from its log start, because its commit does not show what was skipped before
 * it.
 */
function newlyOwed(
  partition: PartitionSnapshot,
  isBeyond: boolean,
  inputs: CoverageInputs,
): Owed | undefined {
  const { topic, partition: number } = partition;
  // It is owed even while its log cannot be read, because a commit never goes below the log start.
  const logStart = partition.logStart === 'unknown' && isBeyond ? 0n : partition.logStart;
  if (logStart === 'unknown') return undefined;
  const known = inputs.lastLag?.topics.find((each) => each.topic === topic);
  const lag = known && partitionIn(known, number);
  const lastCommit = !isBeyond && lag && 'committed' in lag ? lag.committed : undefined;
  const ahead = typeof partition.logEnd === 'bigint' && (lastCommit ?? 0n) > partition.logEnd;
  return {
    topic,
    partition: number,
    from: lastCommit === undefined || lastCommit < logStart || ahead ? logStart : lastCommit,
    sinceMs: inputs.nowMs,
    status: inputs.tasksOnLatest ? { kind: 'met' } : { kind: 'unmet', tasks: inputs.tasks },
  };
}

function continueOwed(
  owed: Owed,
  partition: PartitionSnapshot | undefined,
  inputs: CoverageInputs,
): Owed | undefined {
  const { latestInForce, tasksOnLatest, tasks, nowMs, ownerOf } = inputs;
  if (!partition) return isDeleted(owed.topic, inputs.kafka) ? undefined : owed;
  const { status } = owed;
  if (status.kind === 'settled') return latestInForce ? owed : undefined;
  if (!latestInForce && isBehind(partition, owed.from)) return undefined;
  // It has a commit again and nothing was written in the meantime, so nothing was skipped.
  if (
    typeof partition.committed === 'bigint' &&
    isBehind(partition, owed.from) &&
    partition.logEnd === owed.from
  )
    return latestInForce ? { ...owed, status: { kind: 'settled' } } : undefined;
  if (status.kind === 'unmet') {
    if (!tasksOnLatest && status.tasks === tasks) return latestInForce ? owed : undefined;
    return { ...owed, status: { kind: 'met' } };
  }
  const idle = partition.logStart !== 'unknown' && partition.logStart === partition.logEnd;
  if (!idle || ownerOf(owed.topic, owed.partition) === undefined) return { ...owed, status: { kind: 'met' } };
  if (status.kind === 'met') return { ...owed, status: { kind: 'taken', atMs: nowMs } };
  if (nowMs - status.atMs < POSITIONED_MS) return owed;
  return latestInForce ? { ...owed, status: { kind: 'settled' } } : undefined;
}

/** Whether the next task would start at or before `from`, or at a log start that has moved past it. */
function isBehind({ committed, logStart }: PartitionSnapshot, from: bigint): boolean {
  if (committed === 'none') return true;
  return typeof committed === 'bigint' && (committed <= from || committed === logStart);
}

/** A missing or unknown topic may still exist, because brokers learn about topics one after another. */
function isDeleted(topic: string, { topics }: KafkaSnapshot): boolean {
  return !topics.some((each) => each.topic === topic && each.kind !== 'present');
}

/** The partitions that are owed and not settled. */
export function openOf({ owed }: Coverage): Owed[] {
  return [...owed.values()].filter(({ status }) => status.kind !== 'settled');
}

/**
 * Partitions whose commit lies beyond the log, which is how a group commits for a topic that was deleted and created again. A
 * consumer takes that for a loss of data and begins at the log end, on earliest, too. So these are read from their log start.
 */
export function owedAhead({ ahead }: Survey, nowMs: number): Owed[] {
  return ahead.flatMap(({ topic, partition, logStart }) =>
    logStart === 'unknown'
      ? []
      : [{ topic, partition, from: logStart, sinceMs: nowMs, status: { kind: 'met' } }],
  );
}

/** The owed partitions where a task may have skipped records. Only a recreate repairs them. */
export function repairable(owed: readonly Owed[], survey: Survey): Owed[] {
  const present = new Map(survey.partitions.map((each) => [partitionKey(each), each]));
  return owed.filter((each) => {
    const partition = present.get(partitionKey(each));
    if (each.status.kind === 'unmet' || typeof partition?.logEnd !== 'bigint') return false;
    return partition.logEnd > each.from && partition.logEnd !== partition.logStart;
  });
}

/**
 * A coverage of everything that exists now; `undefined` while a topic cannot be described.
 *
 * @param known topics that the running receivers know; a topic that was recreated since then is not covered
 */
export function coverageOf(kafka: KafkaSnapshot, known?: KnownTopics): Coverage | undefined {
  const layout = layoutOf(kafka);
  return layout && { layout: known?.kind === 'named' ? known : layout, owed: new Map() };
}

/** Settles the owed partitions in scope, because an operator has accepted their loss. */
export function acceptOwed(coverage: Coverage, scope: Scope): Coverage {
  const owed = [...coverage.owed].map(([key, each]): [string, Owed] => [
    key,
    inScope(each, scope) ? { ...each, status: { kind: 'settled' } } : each,
  ]);
  return { ...coverage, owed: new Map(owed) };
}

export function inScope({ topic, partition }: { topic: string; partition: number }, scope: Scope): boolean {
  return (
    (scope.topic === undefined || scope.topic === topic) &&
    (scope.partitions === undefined || scope.partitions.includes(partition))
  );
}
