import type { Decision } from '../lib/core/decide/decide';
import type { PartitionSnapshot } from '../lib/core/snapshot/kafka';
import type { Observation } from '../lib/core/snapshot/observation';
import type { Action } from '../lib/core/vocabulary/action';
import type { ReasonCode } from '../lib/core/vocabulary/reasons';
import { groupState } from './group';
import type { World } from './world';

/** A broken rule of design.md ("The rules that are never broken"), or a broken promise of liveness. */
export interface Violation {
  rule: 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6' | 'liveness';
  text: string;
}

/** Does what was decided keep the rules, given what was seen? */
export function decisionViolation(
  observation: Observation,
  decision: Decision,
  world: World,
): Violation | undefined {
  const { action } = decision;
  const has = (code: ReasonCode) => decision.reasons.some((reason) => reason.code === code);
  const gap = gapIn(observation);
  const unknown = unknownIn(observation) ?? (world.foreignMember ? 'a foreign member' : undefined);
  const stored = observation.config;
  const flips = has('FLIP_STARTED');

  if (flips && unknown) return broken('R4', `a flip begins with ${unknown}`);
  if (flips && unrest(observation)) return broken('R3', `a flip begins during ${unrest(observation)}`);
  switch (action?.kind) {
    case 'set-desired-count': {
      const { from, to } = action;
      const useful = Math.max(...world.topics.map(({ partitions }) => partitions.length));
      if (to > from && to > useful) return broken('R3', `desiredCount ${to}, and ${useful} tasks are of use`);
      if (to > from && stored.initialOffset === 'latest') {
        if (gap) return broken('R1', `tasks are started on latest, and ${gap}`);
        if (from === 0 && unknown) return broken('R1', `tasks are started on latest with ${unknown}`);
      }
      if (to < from && to > 0) {
        if (unknown) return broken('R4', `a scale-in with ${unknown}`);
        if (unrest(observation)) return broken('R3', `a scale-in during ${unrest(observation)}`);
      }
      return undefined;
    }
    case 'commit-offsets': {
      const { purpose } = action;
      if (tasksSeen(observation)) return broken('R1', 'commits are decided on while tasks are there');
      if (unknown && purpose !== 'repair')
        return broken('R4', `commits (${purpose}) are made with ${unknown}`);
      return undefined;
    }
    case 'store-config':
    case 'restore-config':
      if (action.kind === 'store-config' && stored.editProblem !== undefined)
        return broken('R5', 'a config is edited that cannot be');
      if (action.initialOffset !== 'latest' || stored.initialOffset === 'latest') return undefined;
      if (tasksSeen(observation))
        return broken('R1', 'latest is decided on while tasks are there, or about to start');
      if (unknown) return broken('R4', `latest is stored with ${unknown}`);
      if (gap) return broken('R2', `latest is stored, and ${gap}`);
      if (stored.mismatch) return broken('R2', 'latest is stored for a group whose commits nobody knows');
      if (world.topics.some(({ retention }) => retention === 'short'))
        return broken('R2', 'latest is stored, and retention may overtake a commit during the recreate');
      return undefined;
    default:
      return undefined;
  }
}

/** Does the call itself, made now, keep the rules? Seconds have passed since the look. */
export function effectViolation(world: World, action: Action): Violation | undefined {
  const tasksThere = world.desiredCount > 0 || world.tasks.length > 0;
  switch (action.kind) {
    case 'set-desired-count':
      if (world.desiredCount !== action.from)
        return broken(
          'R3',
          `desiredCount ${world.desiredCount}, set by somebody since the look, is overwritten`,
        );
      if (
        action.from === 0 &&
        action.guard === 'group-empty' &&
        (tasksThere || groupState(world) !== 'Empty')
      )
        return broken('R1', 'tasks are started on a new policy while others are there');
      return undefined;
    case 'commit-offsets':
      // Members without a task are Kafka's to refuse.
      if (tasksThere) return broken('R1', 'commits are made while tasks are there, or about to start');
      return undefined;
    case 'store-config':
    case 'restore-config':
      if (world.config.version !== action.fromVersion)
        return broken('R5', 'a config that somebody stored since the look is overwritten');
      if (action.initialOffset === 'latest' && world.config.initialOffset !== 'latest' && tasksThere)
        return broken('R1', 'latest is stored while tasks are there, or about to start');
      return undefined;
    default:
      return undefined;
  }
}

function broken(rule: Violation['rule'], text: string): Violation {
  return { rule, text };
}

/** A partition of which the look itself says that latest would not be safe. */
function gapIn({ kafka }: Observation): string | undefined {
  for (const topic of kafka.topics) {
    if (topic.kind !== 'present') continue;
    for (const partition of topic.partitions) {
      const name = `${partition.topic}/${partition.partition}`;
      if (partition.committed === 'none') return `${name} has no commit`;
      if (outside(partition)) return `the commit of ${name} lies outside the log`;
    }
  }
  return undefined;
}

function outside({ committed, logStart, logEnd }: PartitionSnapshot): boolean {
  if (typeof committed !== 'bigint' || typeof logStart !== 'bigint' || typeof logEnd !== 'bigint')
    return false;
  return committed < logStart || committed > logEnd;
}

function unknownIn({ kafka }: Observation): string | undefined {
  if (kafka.group.state === 'unknown') return 'an unknown group';
  for (const topic of kafka.topics) {
    if (topic.kind !== 'present') return `topic ${topic.topic} ${topic.kind}`;
    for (const { partition, committed, logEnd } of topic.partitions) {
      if (committed === 'unknown' || logEnd === 'unknown') return `${topic.topic}/${partition} unknown`;
    }
  }
  return undefined;
}

function tasksSeen({ service }: Observation): boolean {
  return service.desiredCount > 0 || service.tasks.length > 0;
}

/** A rebalance or a rollout, as the look shows it. */
function unrest({ kafka, service }: Observation): string | undefined {
  if (kafka.group.state !== 'Stable') return `a rebalance (${kafka.group.state})`;
  const { desiredCount, runningCount, pendingCount, tasks } = service;
  const settled =
    runningCount === desiredCount &&
    pendingCount === 0 &&
    tasks.length === runningCount &&
    service.deployments.every(({ rolloutState }) => rolloutState === 'COMPLETED');
  return settled ? undefined : 'a rollout';
}
