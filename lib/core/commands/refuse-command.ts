import { isTopicPattern } from '../../pipeline';
import type { Assessed } from '../facts/assess';
import { partitionsBeyond } from '../facts/layout';
import { editBlockers } from '../gates/flip-gate';
import { allTasksGone, groupBlockers, topicBlockers } from '../gates/readiness';
import { inScope, unplannable } from '../recreate/commit-plan';
import type { Command, Scope } from '../vocabulary/command';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import type { LongCommand } from './request';

/** Why an operation by hand may not begin now: all reasons, none means that it may. */
export function refusalsOf(command: LongCommand, assessed: Assessed): Reason[] {
  return [...busy(assessed), ...forCommand(command, assessed)];
}

function busy({ state }: Assessed): Reason[] {
  const { request, pausedSinceMs, operation } = state;
  const refuse = (text: string) => [reason('REQUEST_REFUSED', text)];
  if (pausedSinceMs !== undefined) return refuse('the controller is paused: resume first');
  if (request)
    return refuse(`a ${request.command.kind} is under way (phase ${request.phase}): wait, or cancel it`);
  return operation?.move ? refuse(`a ${operation.purpose} is under way: wait, or cancel it`) : [];
}

/** Why a command for this situation is asked for in vain. */
function forCommand(command: LongCommand, assessed: Assessed): Reason[] {
  const { situation } = assessed;
  const edit = situation.config.initialOffset === 'latest' ? editBlockers(situation) : [];
  switch (command.kind) {
    case 'drain':
      return edit;
    case 'expand':
      return [...edit, ...expandRefusals(command, assessed)];
    case 'repair':
      return [
        ...edit,
        ...scopeRefusals(command.scope, assessed),
        ...nothingToRepair(command, assessed),
        ...moveRefusals(assessed),
      ];
    case 'rewind':
    case 'skip':
      return [
        ...edit,
        ...scopeRefusals(command.scope, assessed),
        ...unknownTargets(command, assessed),
        ...moveRefusals(assessed),
      ];
  }
}

/** What blocks moving commits at all: what cannot be read, and somebody else in the group. */
function moveRefusals({ situation }: Assessed): Reason[] {
  const members = allTasksGone(situation.service) ? [] : groupBlockers(situation);
  return [...topicBlockers(situation), ...members];
}

function unknownTargets(
  { to, scope }: Extract<Command, { kind: 'rewind' | 'skip' }>,
  { situation: { kafka } }: Assessed,
): Reason[] {
  const unknown = unplannable(kafka, scope, to);
  if (unknown.length === 0) return [];
  return [reason('HOLD_PARTITION_UNKNOWN', `${unknown.length} could not be read`, byTopic(unknown))];
}

/** The state is small: more partitions than these are named by leaving them out. */
const MAX_SCOPE_PARTITIONS = 64;

function scopeRefusals(scope: Scope, { situation: { kafka } }: Assessed): Reason[] {
  const listed = scope.partitions?.length ?? 0;
  if (listed > MAX_SCOPE_PARTITIONS) {
    const text = `${listed} partitions are named, ${MAX_SCOPE_PARTITIONS} at most: name the topic alone, or do it in parts`;
    return [reason('REQUEST_REFUSED', text)];
  }
  const known = new Set(kafka.topics.map(({ topic }) => topic));
  if (scope.topic !== undefined && !known.has(scope.topic)) {
    return [
      reason(
        'REQUEST_REFUSED',
        `${scope.topic} is no topic of this group: it reads ${[...known].join(', ')}`,
      ),
    ];
  }
  const there = new Set(inScope(kafka, scope).map(({ partition }) => partition));
  const missing = (scope.partitions ?? []).filter((partition) => !there.has(partition));
  if (missing.length === 0) return [];
  return [reason('REQUEST_REFUSED', `${scope.topic} has no partition ${missing.join(', ')}`)];
}

function nothingToRepair({ scope }: Extract<Command, { kind: 'repair' }>, { situation }: Assessed): Reason[] {
  const { covered, kafka } = situation;
  if (scope.topic !== undefined || (covered && partitionsBeyond(covered, kafka).length > 0)) return [];
  return [
    reason(
      'REQUEST_REFUSED',
      'no partition is known to have met latest uncovered: name a topic, and partitions',
    ),
  ];
}

function expandRefusals(
  { signal, partitions }: Extract<Command, { kind: 'expand' }>,
  { situation: { kafka, topics } }: Assessed,
): Reason[] {
  const named = topics.find((each) => each.signal === signal);
  const refuse = (text: string) => [reason('REQUEST_REFUSED', text)];
  if (!named) return refuse(`the pipeline has no ${signal}`);
  if (isTopicPattern(named.topic))
    return refuse(`${named.topic} is a pattern: expand its topics by Kafka's own tools`);
  const topic = kafka.topics.find((each) => each.signal === signal);
  if (topic?.kind !== 'present') return refuse(`${named.topic} cannot be read`);
  const count = topic.partitions.length;
  return partitions > count
    ? []
    : refuse(`${named.topic} has ${count} partitions already, and Kafka takes none away`);
}
