import type * as z from 'zod';
import type { TickRequest } from '../controller/tick';
import type { Command, IdentifiedCommand, OffsetTarget, QueuedData, Scope } from '../core/vocabulary/command';
import { SpillwayError } from '../errors';
import { didYouMean } from '../pipeline/nearest-names';
import { ACTIONS, type CommandEvent, eventSchema } from './event-schema';
import { formatTarget, parseTarget } from './parse-target';

export interface EventContext {
  /** Lambda's request id, used if the event has no `id`. */
  id: string;
  /** The time from which a target such as `15m` counts back. */
  nowMs: number;
}

type ParsedEvent = z.output<typeof eventSchema>;
type ParsedCommand = Exclude<ParsedEvent, { action: 'status' | 'reconcile' }>;

/**
 * The request in an event. A scheduled event (empty, or with a `source` and no `action`) requests a tick.
 *
 * @throws SpillwayError `EVENT_UNREADABLE`, `EVENT_UNKNOWN_ACTION`, `EVENT_INVALID`; then nothing was contacted
 */
export function parseEvent(received: unknown, context: EventContext): TickRequest {
  const withAction = eventWithAction(received);
  if (!withAction) return { kind: 'reconcile' };
  const event = validated(withAction);
  if (event.action === 'status') return { kind: 'report' };
  if (event.action === 'reconcile') return { kind: 'reconcile' };
  const command = identified(event, context);
  return event.dryRun ? { kind: 'preview', command } : { kind: 'command', command };
}

/**
 * The command in an event, with or without `dryRun`.
 *
 * @throws SpillwayError `EVENT_INVALID`
 */
export function parseCommand(event: CommandEvent, context: EventContext): IdentifiedCommand {
  const checked = validated(event);
  if (checked.action === 'status' || checked.action === 'reconcile') throw unknownAction(event.action);
  return identified(checked, context);
}

/**
 * The event that {@link parseEvent} turns into this command at any time, because a target such as `15m` has become a
 * fixed time.
 */
export function formatEvent({ id, command }: IdentifiedCommand): CommandEvent {
  switch (command.kind) {
    case 'rewind':
    case 'skip': {
      const to = formatTarget(command.to);
      return { action: command.kind, to, ...command.scope, ...queueLossOf(command.queued), id };
    }
    case 'repair':
      return { action: 'repair', ...command.scope, ...queueLossOf(command.queued), id };
    case 'accept':
      return { action: 'accept', ...command.scope, id };
    case 'expand':
      return { action: 'expand', signal: command.signal, partitions: command.partitions, id };
    default:
      return { action: command.kind, id };
  }
}

function queueLossOf(queued: QueuedData): { acceptQueueLoss?: true } {
  return queued === 'may-be-lost' ? { acceptQueueLoss: true } : {};
}

/** The event if it has an action; `undefined` for a scheduled event. */
function eventWithAction(event: unknown): { action: unknown } | undefined {
  if (event === undefined || event === null) return undefined;
  if (typeof event !== 'object' || Array.isArray(event)) throw unreadable(`it is ${kindOf(event)}`);
  if ('action' in event) return event;
  const keys = Object.keys(event);
  // An event with a misspelt "action" must not count as a scheduled one.
  if (keys.length > 0 && !('source' in event)) throw unreadable(`it has ${keys.join(', ')} and no action`);
  return undefined;
}

function validated(received: { action: unknown }): ParsedEvent {
  const { action } = received;
  if (typeof action !== 'string' || !ACTIONS.includes(action)) throw unknownAction(action);
  const { data, error } = eventSchema.safeParse(received);
  if (data) return data;
  const findings = error.issues.map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`);
  throw invalid(action, findings.join('; '));
}

function identified(event: ParsedCommand, { id, nowMs }: EventContext): IdentifiedCommand {
  return { id: event.id ?? id, command: toCommand(event, nowMs) };
}

function toCommand(event: ParsedCommand, nowMs: number): Command {
  switch (event.action) {
    case 'rewind': {
      const to = targetOf(event, nowMs);
      if (to.kind === 'latest')
        throw invalid('rewind', 'to: a rewind cannot move forward to latest; use skip');
      return { kind: 'rewind', to, scope: scopeOf(event), queued: queuedOf(event) };
    }
    case 'skip': {
      const to = targetOf(event, nowMs);
      if (to.kind === 'earliest')
        throw invalid('skip', 'to: a skip cannot move back to earliest; use rewind');
      return { kind: 'skip', to, scope: scopeOf(event), queued: queuedOf(event) };
    }
    case 'repair':
      return { kind: 'repair', scope: scopeOf(event), queued: queuedOf(event) };
    case 'accept':
      return { kind: 'accept', scope: scopeOf(event) };
    case 'expand':
      return { kind: 'expand', signal: event.signal, partitions: event.partitions };
    default:
      return { kind: event.action };
  }
}

function targetOf(event: Extract<ParsedCommand, { to: string }>, nowMs: number): OffsetTarget {
  const target = parseTarget(event.to, nowMs);
  if (target.kind === 'refused') throw invalid(event.action, `to: ${target.why}`);
  if (target.kind === 'offset' && event.topic === undefined) {
    throw invalid(
      event.action,
      'topic: give the topic, because an offset is a different record in every topic',
    );
  }
  return target;
}

function scopeOf({ action, topic, partitions }: Extract<ParsedCommand, { topic?: unknown }>): Scope {
  if (topic === undefined) {
    if (partitions !== undefined)
      throw invalid(action, 'topic: give the topic that the partitions belong to');
    return {};
  }
  if (partitions === undefined) return { topic };
  return { topic, partitions: [...new Set(partitions)].sort((a, b) => a - b) };
}

/** Data in queues must be kept unless the operator accepts its loss. */
function queuedOf({ acceptQueueLoss }: { acceptQueueLoss?: boolean | undefined }): QueuedData {
  return acceptQueueLoss === true ? 'may-be-lost' : 'keep';
}

function kindOf(event: unknown): string {
  return Array.isArray(event) ? 'a list' : `a ${typeof event}`;
}

function unreadable(why: string): SpillwayError {
  return new SpillwayError(
    'EVENT_UNREADABLE',
    `The event is not a Spillway request, because ${why}.`,
    `Send an object with "action", one of ${ACTIONS.join(', ')}. An empty event requests a tick.`,
  );
}

function unknownAction(action: unknown): SpillwayError {
  return new SpillwayError(
    'EVENT_UNKNOWN_ACTION',
    `Unknown action ${JSON.stringify(action)}.${typeof action === 'string' ? didYouMean(action, ACTIONS) : ''}`,
    `Use one of ${ACTIONS.join(', ')}. A scheduled event has no action.`,
  );
}

function invalid(action: string, findings: string): SpillwayError {
  return new SpillwayError(
    'EVENT_INVALID',
    `Invalid ${action}: ${findings}. Nothing was changed.`,
    'docs/operations.md lists the keys of every action.',
  );
}
