import type { z } from 'zod';
import type { TickRequest } from '../controller/tick';
import type { Command, IdentifiedCommand, OffsetTarget, QueuedData, Scope } from '../core/vocabulary/command';
import { SpillwayError } from '../errors';
import { ACTIONS, type CommandEvent, eventSchema } from './event-schema';
import { formatTarget, parseTarget } from './parse-target';

export interface EventContext {
  /** Taken where the event gives no `id`: Lambda's request id. */
  id: string;
  /** The clock that "15m ago" counts from. */
  nowMs: number;
}

type ParsedEvent = z.output<typeof eventSchema>;
type ParsedCommand = Exclude<ParsedEvent, { action: 'status' | 'reconcile' }>;

/**
 * What an event asks for. The schedule's event (empty, or with a `source` and no `action`) asks for a tick.
 *
 * @throws SpillwayError `EVENT_UNREADABLE`, `EVENT_UNKNOWN_ACTION`, `EVENT_INVALID`; nothing was looked at then
 */
export function parseEvent(received: unknown, context: EventContext): TickRequest {
  const asked = askedOf(received);
  if (!asked) return { kind: 'reconcile' };
  const event = validated(asked);
  if (event.action === 'status') return { kind: 'report' };
  if (event.action === 'reconcile') return { kind: 'reconcile' };
  const command = identified(event, context);
  return event.dryRun ? { kind: 'preview', command } : { kind: 'command', command };
}

/**
 * The command of an event, whether it is a dry run or not.
 *
 * @throws SpillwayError `EVENT_INVALID`
 */
export function parseCommand(event: CommandEvent, context: EventContext): IdentifiedCommand {
  const checked = validated(event);
  if (checked.action === 'status' || checked.action === 'reconcile') throw unknownAction(event.action);
  return identified(checked, context);
}

/** The event that {@link parseEvent} reads as this command whenever it comes: "15m ago" has become a time. */
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

/** The event, if it asks for an action; `undefined` for a schedule's. */
function askedOf(event: unknown): { action: unknown } | undefined {
  if (event === undefined || event === null) return undefined;
  if (typeof event !== 'object' || Array.isArray(event)) throw unreadable(`it is ${kindOf(event)}`);
  if ('action' in event) return event;
  const keys = Object.keys(event);
  // A misspelt action must not pass for a schedule's tick.
  if (keys.length > 0 && !('source' in event)) throw unreadable(`it has ${keys.join(', ')} and no action`);
  return undefined;
}

function validated(asked: { action: unknown }): ParsedEvent {
  const { action } = asked;
  if (typeof action !== 'string' || !ACTIONS.includes(action)) throw unknownAction(action);
  const { data, error } = eventSchema.safeParse(asked);
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
      if (to.kind === 'latest') throw invalid('rewind', 'to: latest lies ahead; skip goes there');
      return { kind: 'rewind', to, scope: scopeOf(event), queued: queuedOf(event) };
    }
    case 'skip': {
      const to = targetOf(event, nowMs);
      if (to.kind === 'earliest') throw invalid('skip', 'to: earliest lies behind; rewind goes there');
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
    throw invalid(event.action, 'topic: an offset means another record in every topic, so name the topic');
  }
  return target;
}

function scopeOf({ action, topic, partitions }: Extract<ParsedCommand, { topic?: unknown }>): Scope {
  if (topic === undefined) {
    if (partitions !== undefined) throw invalid(action, 'topic: partitions need the topic they belong to');
    return {};
  }
  if (partitions === undefined) return { topic };
  return { topic, partitions: [...new Set(partitions)].sort((a, b) => a - b) };
}

/** Data is kept unless a person says that it may be lost. */
function queuedOf({ acceptQueueLoss }: { acceptQueueLoss?: boolean | undefined }): QueuedData {
  return acceptQueueLoss === true ? 'may-be-lost' : 'keep';
}

function kindOf(event: unknown): string {
  return Array.isArray(event) ? 'a list' : `a ${typeof event}`;
}

function unreadable(why: string): SpillwayError {
  return new SpillwayError(
    'EVENT_UNREADABLE',
    `The event is not a request: ${why}.`,
    `Send an object with "action", one of ${ACTIONS.join(', ')}; an empty event asks for a tick.`,
  );
}

function unknownAction(action: unknown): SpillwayError {
  return new SpillwayError(
    'EVENT_UNKNOWN_ACTION',
    `The event asks for action ${JSON.stringify(action)}.`,
    `Known actions are ${ACTIONS.join(', ')}; a scheduled event needs none.`,
  );
}

function invalid(action: string, findings: string): SpillwayError {
  return new SpillwayError(
    'EVENT_INVALID',
    `${action} cannot be read: ${findings}.`,
    'docs/operations.md shows every action with its keys. Nothing was changed.',
  );
}
