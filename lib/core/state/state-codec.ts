import type { z } from 'zod';
import { SpillwayError } from '../../errors';
import { movementOf } from '../commands/request';
import { sameTopics } from '../facts/layout';
import { MAX_STORED_WATERMARKS, type Watermark } from '../lag/drained';
import { MAX_STUCK_WATCHED, type StuckWatch } from '../lag/stuck';
import { type ControllerState, EMPTY_STATE } from './state';
import { isRecord, migrated } from './state-migration';
import { STATE_VERSION, stateSchema } from './state-schema';

/** A standard SSM parameter. */
const MAX_STATE_BYTES = 4096;

/**
 * Reads a stored state.
 *
 * @param text the parameter's value; `undefined` where there is none yet
 * @throws SpillwayError `STATE_MALFORMED`, or `STATE_FROM_NEWER` for one that a later Spillway wrote: nothing is done
 *   on a state that cannot be understood
 */
export function parseState(text: string | undefined, parameter: string): ControllerState {
  if (text === undefined) return EMPTY_STATE;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw malformed(parameter, 'it is not JSON', cause);
  }
  const parsed = stateSchema.safeParse(migrated(json, parameter));
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw malformed(parameter, `${first?.path.join('.') || '(top)'}: ${first?.message}`);
  }
  return completed(parsed.data, parameter);
}

/** Puts back what is stored in one place only. */
function completed(
  { version: _, covered, operation, ...rest }: z.output<typeof stateSchema>,
  parameter: string,
): ControllerState {
  const state = rest as ControllerState;
  const known = state.layout?.topics;
  if (covered === 'layout' && known?.kind !== 'named')
    throw malformed(parameter, 'covered: there is no such layout');
  const move = operation?.move === 'request' ? moveOf(state.request) : operation?.move;
  if (operation?.move !== undefined && !move)
    throw malformed(parameter, 'operation.move: there is no such request');
  return {
    ...state,
    ...(covered === undefined ? {} : { covered: covered === 'layout' ? named(known) : covered }),
    ...(operation ? { operation: { ...operation, move } } : {}),
  } as ControllerState;
}

function named(
  topics: NonNullable<ControllerState['layout']>['topics'] | undefined,
): ControllerState['covered'] {
  return topics?.kind === 'named' ? topics : undefined;
}

/** Where the commits of a request by hand go. */
function moveOf(request: ControllerState['request']): NonNullable<ControllerState['operation']>['move'] {
  return request && movementOf(request.command)?.move;
}

function malformed(parameter: string, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'STATE_MALFORMED',
    `The state in ${parameter} cannot be read: ${why}.`,
    'Restore its last good version. Deleting it makes the next tick start from what it observes: if the tasks are stopped by a recreate then, set desiredCount back yourself.',
    { cause },
  );
}

/**
 * The state as it is stored; the same state gives the same text. At most 4,096 bytes, also for 1,000 topics: what
 * stands still and watermarks only hasten decisions, and go in as far as there is room.
 */
export function formatState(state: ControllerState): string {
  const { watermarks, stuck, covered, layout, operation } = state;
  const sameMove = operation?.move && textOf(operation.move) === textOf(moveOf(state.request));
  const base = {
    ...state,
    version: STATE_VERSION,
    stuck: {},
    watermarks: {},
    covered: covered && sameTopics(covered, layout?.topics) ? 'layout' : covered,
    operation: operation && { ...operation, move: sameMove ? 'request' : operation.move },
  };
  const room = MAX_STATE_BYTES - Buffer.byteLength(textOf(base));
  const stuckIn = fitting<StuckWatch[string]>(stuck, MAX_STUCK_WATCHED, room);
  const marksIn = fitting<Watermark>(watermarks, MAX_STORED_WATERMARKS, room - stuckIn.bytes);
  return textOf({ ...base, stuck: stuckIn.entries, watermarks: marksIn.entries });
}

/** The first entries by name, at most so many, that fit into so many bytes. */
function fitting<T>(
  all: Readonly<Record<string, T>>,
  most: number,
  room: number,
): { entries: Record<string, T>; bytes: number } {
  const entries: Record<string, T> = {};
  let bytes = 0;
  for (const key of Object.keys(all).sort().slice(0, most)) {
    const entry = all[key];
    // Its own braces stand for the comma.
    const size = Buffer.byteLength(textOf({ [key]: entry }));
    if (entry === undefined || bytes + size > room) continue;
    entries[key] = entry;
    bytes += size;
  }
  return { entries, bytes };
}

function textOf(value: unknown): string {
  return JSON.stringify(value, sorted) ?? '';
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return value;
}
