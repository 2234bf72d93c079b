import type { LagReport } from '../lag/lag';
import { partitionIn } from '../lag/lag';
import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import type { Scope } from '../vocabulary/command';
import { type KnownTopics, type Layout, layoutOf, partitionsBeyond } from './layout';
import type { OwnerOf } from './readers';
import { partitionKey, type Survey } from './survey';

/**
 * What `latest` covers, as it stands in `<prefix>/coverage`: fixed when latest is stored, and written before it. What is
 * not in the layout is uncovered from its first sight, whatever its commit says; what is in it becomes uncovered when a
 * look finds it without a commit, out of range, or in another incarnation of its topic.
 */
export interface Coverage {
  layout: Layout;
  /** Uncovered partitions, by `topic/partition`. */
  owed: ReadonlyMap<string, Owed>;
  /** More were owed than could be stored: since then every partition is, from its log start. */
  everythingSinceMs?: number | undefined;
}

/** A partition that may have met latest uncovered: read again from `from`, unless it turns out that nothing was skipped. */
export interface Owed {
  topic: string;
  partition: number;
  /** The last commit that is known, or the log start at first sight. */
  from: bigint;
  sinceMs: number;
  /**
   * - `unmet`   no task on latest was there at any look: `tasks` is their fingerprint, which must stay the same
   * - `met`     a task on latest may have taken it over
   * - `taken`   it had an owner and nothing to read at a look, at `atMs`
   * - `settled` nothing was skipped, or it was repaired, or a person accepted it
   */
  standing:
    | { kind: 'unmet'; tasks: string }
    | { kind: 'met' }
    | { kind: 'taken'; atMs: number }
    | { kind: 'settled' };
}

/** So long after an empty partition was seen with an owner, that owner has found its position. */
const POSITIONED_MS = 5_000;

export interface CoverageInputs {
  nowMs: number;
  kafka: KafkaSnapshot;
  survey: Survey;
  ownerOf: OwnerOf;
  lastLag: LagReport | undefined;
  /** latest is stored or some running task may have started with it. */
  latestInForce: boolean;
  /** Some running task may have started with latest. */
  tasksOnLatest: boolean;
  /** Fingerprint of the ids of all tasks. */
  tasks: string;
  /** Somebody else stored latest, and this is the first look at it. */
  takenOver: boolean;
}

/** Continues what is owed with what was observed. */
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
      if (known && !(known.standing.kind === 'settled' && inputs.survey.unread.includes(partition))) continue;
      const first = firstSeen(partition, beyond.has(partition), inputs);
      if (first) owed.set(key, first);
    }
  }
  return { layout: before.layout, owed };
}

/** Not there or without a usable commit at the look before, and with one now: a task on latest may have begun at the end. */
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
  { owed, everythingSinceMs: sinceMs }: Coverage,
  { survey }: CoverageInputs,
): ReadonlyMap<string, Owed> {
  if (sinceMs === undefined) return owed;
  const all = survey.partitions.map(({ topic, partition, logStart }): [string, Owed] => {
    const from = logStart === 'unknown' ? 0n : logStart;
    return [
      partitionKey({ topic, partition }),
      { topic, partition, from, sinceMs, standing: { kind: 'met' } },
    ];
  });
  return new Map([...all, ...owed]);
}

/** What was never covered is owed from its log start: a commit there says where reading goes on, not what came before. */
function firstSeen(
  partition: PartitionSnapshot,
  isBeyond: boolean,
  inputs: CoverageInputs,
): Owed | undefined {
  const { topic, partition: number } = partition;
  // It is uncovered from its first sight, also where its log cannot be read yet: commits never go below the log start.
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
    standing: inputs.tasksOnLatest ? { kind: 'met' } : { kind: 'unmet', tasks: inputs.tasks },
  };
}

function continueOwed(
  owed: Owed,
  partition: PartitionSnapshot | undefined,
  inputs: CoverageInputs,
): Owed | undefined {
  const { latestInForce, tasksOnLatest, tasks, nowMs, ownerOf } = inputs;
  // Deleted with its topic: nothing is left to read. A topic that cannot be seen stays owed.
  if (!partition) return inputs.kafka.topics.some(isUnseen(owed.topic)) ? owed : undefined;
  const { standing } = owed;
  if (standing.kind === 'settled') return latestInForce ? owed : undefined;
  if (!latestInForce && isBehind(partition, owed.from)) return undefined;
  // Nothing was written since, so nothing was skipped, and it has a commit again.
  if (
    typeof partition.committed === 'bigint' &&
    isBehind(partition, owed.from) &&
    partition.logEnd === owed.from
  )
    return latestInForce ? { ...owed, standing: { kind: 'settled' } } : undefined;
  if (standing.kind === 'unmet') {
    if (!tasksOnLatest && standing.tasks === tasks) return latestInForce ? owed : undefined;
    return { ...owed, standing: { kind: 'met' } };
  }
  const idle = partition.logStart !== 'unknown' && partition.logStart === partition.logEnd;
  if (!idle || ownerOf(owed.topic, owed.partition) === undefined)
    return { ...owed, standing: { kind: 'met' } };
  if (standing.kind === 'met') return { ...owed, standing: { kind: 'taken', atMs: nowMs } };
  if (nowMs - standing.atMs < POSITIONED_MS) return owed;
  return latestInForce ? { ...owed, standing: { kind: 'settled' } } : undefined;
}

/** Reading goes on at or before `from`, or at the log start, which may have moved beyond it. */
function isBehind({ committed, logStart }: PartitionSnapshot, from: bigint): boolean {
  if (committed === 'none') return true;
  return typeof committed === 'bigint' && (committed <= from || committed === logStart);
}

function isUnseen(topic: string): (each: KafkaSnapshot['topics'][number]) => boolean {
  // One look that does not show a topic proves nothing: brokers learn of topics one after another.
  return (each) => each.topic === topic && each.kind !== 'present';
}

/** What is still to be repaired or shown harmless. */
export function openOf({ owed }: Coverage): Owed[] {
  return [...owed.values()].filter(({ standing }) => standing.kind !== 'settled');
}

/** Of these, what only a recreate repairs: a task on latest may have passed records over. */
export function repairable(coverage: Coverage, survey: Survey): Owed[] {
  const present = new Map(survey.partitions.map((each) => [partitionKey(each), each]));
  return openOf(coverage).filter((owed) => {
    const partition = present.get(partitionKey(owed));
    if (owed.standing.kind === 'unmet' || typeof partition?.logEnd !== 'bigint') return false;
    return partition.logEnd > owed.from && partition.logEnd !== partition.logStart;
  });
}

/**
 * A coverage of everything that is there now; `undefined` while a topic cannot be described.
 *
 * @param known what running receivers know: a topic that was recreated since is not covered
 */
export function coverageOf(kafka: KafkaSnapshot, known?: KnownTopics): Coverage | undefined {
  const layout = layoutOf(kafka);
  return layout && { layout: known?.kind === 'named' ? known : layout, owed: new Map() };
}

/** What a person accepts as lost is not owed any more. */
export function acceptOwed(coverage: Coverage, scope: Scope): Coverage {
  const owed = [...coverage.owed].map(([key, each]): [string, Owed] => [
    key,
    inScope(each, scope) ? { ...each, standing: { kind: 'settled' } } : each,
  ]);
  return { ...coverage, owed: new Map(owed) };
}

/** Whether a partition is what a command is about. */
export function inScope({ topic, partition }: { topic: string; partition: number }, scope: Scope): boolean {
  return (
    (scope.topic === undefined || scope.topic === topic) &&
    (scope.partitions === undefined || scope.partitions.includes(partition))
  );
}
