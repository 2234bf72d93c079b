import { isTopicPattern } from '../../pipeline';
import { inScope } from '../facts/coverage';
import type { Facts } from '../facts/facts';
import { describeHeld } from '../facts/held-data';
import type { Gate } from '../gates';
import { duePlan } from '../recreate/commits';
import type { Recreate } from '../recreate/recreate';
import { stopBlockers } from '../recreate/step';
import type { Command, Scope } from '../vocabulary/command';
import { type Debt, LATE_STOP_MS } from '../vocabulary/debt';
import { listed } from '../vocabulary/listed';
import { type Reason, reason } from '../vocabulary/reasons';
import { type LongCommand, type ManualOperation, movementOf } from './manual-operation';

/** What is in progress, and may conflict with a command. */
export interface Busy {
  manualOperation: ManualOperation | undefined;
  recreate: Recreate | undefined;
  pausedSinceMs: number | undefined;
  debt: Debt | undefined;
}

/** Every reason why a command may not start now; empty if it may. */
export function rejectionsOf(
  command: LongCommand,
  facts: Facts,
  busy: Busy,
  gates: readonly Gate[],
): Reason[] {
  return [...busyWith(busy), ...lateStop(command, busy), ...forCommand(command, facts, gates)];
}

/** A stop that ECS has not shown yet may still take effect, so a second one has to wait. */
function lateStop(command: LongCommand, { debt, manualOperation, recreate }: Busy): Reason[] {
  if (!debt || manualOperation || recreate || !movementOf(command)) return [];
  const until = new Date(debt.stoppedAtMs + LATE_STOP_MS).toISOString();
  return refuse(`the stop for a ${debt.for} may still take effect: try again after ${until}`);
}

function busyWith({ manualOperation, pausedSinceMs, recreate }: Busy): Reason[] {
  if (pausedSinceMs !== undefined) return refuse('Spillway is paused: resume first');
  if (manualOperation) {
    const { command, phase } = manualOperation;
    return refuse(`a ${command.kind} is in progress (phase ${phase}): wait, or cancel it`);
  }
  return recreate ? refuse(`a ${recreate.purpose} is in progress: wait, or cancel it`) : [];
}

function forCommand(command: LongCommand, facts: Facts, gates: readonly Gate[]): Reason[] {
  switch (command.kind) {
    case 'drain':
      return [];
    case 'expand':
      return expandRejections(command, facts);
    case 'repair':
      return [
        ...scopeRejections(command.scope, facts),
        ...nothingOwed(command, facts),
        ...moveRejections(command, facts, gates),
      ];
    case 'rewind':
    case 'skip':
      return [...scopeRejections(command.scope, facts), ...moveRejections(command, facts, gates)];
  }
}

/** What blocks the stop that this command needs, and what the stop could lose. */
function moveRejections(command: LongCommand, facts: Facts, gates: readonly Gate[]): Reason[] {
  const movement = movementOf(command);
  if (!movement) return [];
  const plan = duePlan({
    ...movement,
    held: undefined,
    owed: facts.owed,
    partitions: facts.survey.partitions,
  });
  const recreate: Recreate = {
    ...movement,
    origin: 'command',
    phase: 'arm',
    startedAtMs: facts.nowMs,
    phaseSinceMs: facts.nowMs,
    count: facts.service.desiredCount,
  };
  const against = stopBlockers(recreate, facts, gates);
  // If there is no commit to move, nothing stops.
  if (!plan) return against.filter(({ code }) => code.includes('UNKNOWN'));
  return [...against, ...queuedRejections(movement.queued, facts)];
}

/** Queued data may be lost only if the command accepts it explicitly. */
function queuedRejections(queued: Recreate['queued'], { held, service, unsent }: Facts): Reason[] {
  if (queued === 'may-be-lost' || service.desiredCount === 0) return [];
  if (held.kind !== 'at-stake' && held.kind !== 'unknown') return [];
  // It is unknown because the spec turns task metrics off, and that setting accepts the risk.
  if (held.kind === 'unknown' && !unsent) return [];
  if (held.kind === 'at-stake' && held.items === 0 && !unsent) return [];
  return refuse(`${describeHeld(held)}: wait until the backend accepts it, or add --accept-queue-loss`);
}

/** The most partition numbers that fit into the state. */
const MAX_SCOPE_PARTITIONS = 64;

export function scopeRejections(scope: Scope, { kafka, survey }: Facts): Reason[] {
  const given = scope.partitions?.length ?? 0;
  if (given > MAX_SCOPE_PARTITIONS) {
    return refuse(
      `${given} partitions were given, but at most ${MAX_SCOPE_PARTITIONS} are allowed: give only the topic, or use several commands`,
    );
  }
  const known = new Set(kafka.topics.map(({ topic }) => topic));
  if (scope.topic !== undefined && !known.has(scope.topic)) {
    return refuse(`${scope.topic} is not a topic of this group, which reads ${listed([...known])}`);
  }
  const existing = new Set(
    survey.partitions.filter((each) => inScope(each, scope)).map(({ partition }) => partition),
  );
  const missing = (scope.partitions ?? []).filter((partition) => !existing.has(partition));
  return missing.length === 0 ? [] : refuse(`${scope.topic} has no partition ${listed(missing.map(String))}`);
}

function nothingOwed({ scope }: Extract<Command, { kind: 'repair' }>, { owed }: Facts): Reason[] {
  if (scope.topic !== undefined || owed.length > 0) return [];
  return refuse('no partition is waiting for a repair: give a topic, and partitions if needed');
}

function expandRejections(
  { signal, partitions }: Extract<Command, { kind: 'expand' }>,
  { kafka, topics }: Facts,
): Reason[] {
  const named = topics.find((each) => each.signal === signal);
  if (!named) return refuse(`the pipeline has no signal ${signal}`);
  if (isTopicPattern(named.topic)) {
    return refuse(`${named.topic} is a pattern: expand its topics with Kafka's own tools`);
  }
  const topic = kafka.topics.find((each) => each.signal === signal);
  if (topic?.kind !== 'present') return refuse(`${named.topic} cannot be read`);
  const count = topic.partitions.length;
  return partitions > count
    ? []
    : refuse(`${named.topic} already has ${count} partitions, and Kafka cannot remove any`);
}

export function refuse(text: string): Reason[] {
  return [reason('REQUEST_REFUSED', text)];
}
