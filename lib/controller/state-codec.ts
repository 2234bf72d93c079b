import { z } from 'zod';
import { MAX_STORED_WATERMARKS } from '../drain/drained';
import { sameLayout } from '../drain/layout';
import { SpillwayError } from '../errors';
import { SIGNALS } from '../pipeline';
import { type ControllerState, EMPTY_STATE } from './state';

/** The version of the stored form. An older one is migrated; a newer one is refused. */
const STATE_VERSION = 2;

const timeMs = z.number().int().min(0).max(8.64e15);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const version = count.min(1);
const offset = z
  .string()
  .regex(/^\d{1,19}$/)
  .transform((text) => BigInt(text));
const sums = z.partialRecord(z.enum(SIGNALS), offset);
const layout = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('named'),
    topics: z.record(z.string(), z.strictObject({ count, id: z.string().optional() })),
  }),
  z.strictObject({ kind: z.literal('hashed'), digest: z.string().regex(/^[\w-]*$/) }),
]);
const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('earliest') }),
  z.strictObject({ kind: z.literal('latest') }),
  z.strictObject({ kind: z.literal('time'), atMs: timeMs }),
  z.strictObject({ kind: z.literal('offset'), offset }),
]);
const scope = z.strictObject({
  topic: z.string().optional(),
  partitions: z.array(count).optional(),
});
const longCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drain') }),
  z.strictObject({ kind: z.literal('rewind'), to: target, scope }),
  z.strictObject({ kind: z.literal('skip'), to: target, scope }),
  z.strictObject({ kind: z.literal('repair'), scope }),
  z.strictObject({ kind: z.literal('expand'), signal: z.enum(SIGNALS), partitions: count }),
]);

const stateSchema = z.strictObject({
  version: z.literal(STATE_VERSION),
  group: z.string().optional(),
  drainedSinceMs: timeMs.optional(),
  watermarks: z.record(
    z.string(),
    z
      .strictObject({ logEnd: offset, notedAtMs: timeMs, consumedUpToMs: timeMs.optional() })
      .transform((mark) => ({ ...mark, consumedUpToMs: mark.consumedUpToMs })),
  ),
  stuck: z.record(z.string(), z.strictObject({ committed: offset, sinceMs: timeMs })),
  unread: z.strictObject({ sinceMs: timeMs, restarted: z.boolean().optional() }).optional(),
  layout: z.strictObject({ topics: layout, sinceMs: timeMs }).optional(),
  covered: z.union([layout, z.literal('layout')]).optional(),
  policies: z.array(
    z.strictObject({ initialOffset: z.enum(['earliest', 'latest', 'unknown']), fromMs: timeMs, version }),
  ),
  operation: z
    .strictObject({
      purpose: z.enum(['flip', 'rearm', 'restart', 'repair', 'rewind', 'skip']),
      phase: z.enum(['stop', 'down', 'up']),
      startedAtMs: timeMs,
      phaseSinceMs: timeMs,
      restoreCount: count,
      move: z.strictObject({ target, scope }).optional(),
      trying: z.enum(['commit-offsets', 'store-config']).optional(),
      planned: z.string().optional(),
      baseline: sums.optional(),
      ends: sums.optional(),
    })
    .optional(),
  request: z
    .strictObject({
      id: z.string(),
      command: longCommand,
      acceptedAtMs: timeMs,
      phase: z.enum(['arm', 'drain', 'flip', 'settle', 'move', 'add', 'assign']),
      phaseSinceMs: timeMs,
    })
    .optional(),
  lastCommandId: z.string().optional(),
  pausedSinceMs: timeMs.optional(),
  gaveUpAtMs: timeMs.optional(),
  flip: z.strictObject({ atMs: timeMs, verified: z.boolean() }).optional(),
  floor: z.strictObject({ atMs: timeMs, sums }).optional(),
  emptySinceMs: timeMs.optional(),
  lastScaleInMs: timeMs.optional(),
  desired: z.strictObject({ count, from: count.optional(), externalSinceMs: timeMs.optional() }).optional(),
  goodVersion: version.optional(),
  restoredFrom: version.optional(),
  holds: z.record(z.string(), timeMs),
});

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
  const { version: _, covered, ...state } = parsed.data;
  if (covered === undefined) return state as ControllerState;
  return { ...state, covered: covered === 'layout' ? state.layout?.topics : covered } as ControllerState;
}

/**
 * Version 1 kept partition counts by topic and a baseline as text. What cannot be taken over is left out: the waits
 * that hang on it begin anew. A recreate under way goes on, and ends on earliest.
 */
function migrated(json: unknown, parameter: string): unknown {
  if (json === null || typeof json !== 'object' || !('version' in json)) return json;
  if (typeof json.version === 'number' && json.version > STATE_VERSION) {
    throw new SpillwayError(
      'STATE_FROM_NEWER',
      `The state in ${parameter} has version ${json.version}; this Spillway knows ${STATE_VERSION}.`,
      'Deploy the Spillway that wrote it, or a later one: an older one would not know what is under way.',
    );
  }
  if (json.version !== 1) return json;
  const { watch: _, covered, operation, ...rest } = json as Record<string, unknown>;
  return {
    ...rest,
    version: STATE_VERSION,
    stuck: {},
    ...(isRecord(covered) ? { covered: namedLayout(covered) } : {}),
    ...(isRecord(operation) ? { operation: migratedOperation(operation) } : {}),
  };
}

function migratedOperation({ counts: _, baseline: __, ...operation }: Record<string, unknown>): unknown {
  return operation.phase === 'up' ? operation : { ...operation, purpose: 'rearm' };
}

function namedLayout(counts: Record<string, unknown>): unknown {
  const topics = Object.entries(counts).map(([topic, partitions]) => [topic, { count: partitions }]);
  return { kind: 'named', topics: Object.fromEntries(topics) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function malformed(parameter: string, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'STATE_MALFORMED',
    `The state in ${parameter} cannot be read: ${why}.`,
    'Restore its last good version. Deleting it makes the next tick start from what it observes: if the tasks are stopped by a recreate then, set desiredCount back yourself.',
    { cause },
  );
}

/** The state as it is stored; the same state gives the same text. At most 4,096 bytes, also for 1,000 topics. */
export function formatState(state: ControllerState): string {
  const { watermarks, covered, layout: now } = state;
  const stored = {
    ...state,
    version: STATE_VERSION,
    watermarks: Object.fromEntries(
      Object.entries(watermarks)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, MAX_STORED_WATERMARKS),
    ),
    covered: covered && sameLayout(covered, now?.topics) ? 'layout' : covered,
  };
  return JSON.stringify(stored, (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (isRecord(value))
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    return value;
  });
}
