import { SpillwayError } from '../../errors';
import { MAX_STORED_WATERMARKS, type Watermark } from '../lag/drained';
import { MAX_STUCK_WATCHED, type StuckWatch } from '../lag/stuck';
import { textOf } from './stable-json';
import { type ControllerState, EMPTY_STATE } from './state';
import { migrated } from './state-migration';
import { STATE_VERSION, type StoredState, stateSchema } from './state-schema';
import { offsetsFrom, storedKnown, storedOffsets, topicsFrom } from './topic-lists';

/** Size limit of a standard SSM parameter. */
const MAX_STATE_BYTES = 4096;

/**
 * Reads a stored state.
 *
 * @param text the parameter's value; `undefined` if it does not exist yet
 * @throws SpillwayError `STATE_MALFORMED`, or `STATE_FROM_NEWER` if a later Spillway wrote it. Without a readable state
 *   Spillway only starts tasks that are owed
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
  return restored(parsed.data);
}

function restored({ version: _, layout, recreate, watermarks, ...rest }: StoredState): ControllerState {
  const topics = layout?.topics;
  const known = topics?.kind === 'named' ? { kind: topics.kind, topics: topicsFrom(topics.topics) } : topics;
  return {
    ...rest,
    watermarks: marksFrom(watermarks),
    ...(layout && known ? { layout: { sinceMs: layout.sinceMs, topics: known } } : {}),
    ...(recreate ? { recreate: { ...recreate, held: recreate.held && offsetsFrom(recreate.held) } } : {}),
  } as ControllerState;
}

function malformed(parameter: string, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'STATE_MALFORMED',
    `The state in ${parameter} cannot be read: ${why}.`,
    'Restore its last good version, or delete it: the next tick then continues from what it observes, and starts tasks that are owed.',
    { cause },
  );
}

/**
 * The stored form of a state, at most 4,096 bytes even for 1,000 topics. Equal states give equal texts. Stuck partitions
 * and watermarks only speed up decisions, so they are stored only as far as there is room.
 */
export function formatState(state: ControllerState): string {
  const { watermarks, stuck, layout, recreate } = state;
  const base = {
    ...state,
    version: STATE_VERSION,
    stuck: {},
    watermarks: {},
    layout: layout && { ...layout, topics: storedKnown(layout.topics) },
    recreate: recreate && { ...recreate, held: undefined as [string, string][] | undefined },
  };
  let room = MAX_STATE_BYTES - Buffer.byteLength(textOf(base));
  // Only a cold start needs these, because a warm process remembers them.
  const held = recreate?.held && storedOffsets(recreate.held);
  const heldBytes = held ? Buffer.byteLength(textOf({ held })) : 0;
  if (base.recreate && held && held.length > 0 && heldBytes <= room) {
    base.recreate.held = held;
    room -= heldBytes;
  }
  const stuckIn = fitting<StuckWatch[string]>(stuck, MAX_STUCK_WATCHED, room);
  const marksIn = fitting<Watermark>(marksByKey(watermarks), MAX_STORED_WATERMARKS, room - stuckIn.bytes);
  return textOf({ ...base, stuck: stuckIn.entries, watermarks: marksIn.entries });
}

/** The first watermarks by `topic/partition`, up to the number that is stored. */
function marksByKey(watermarks: ControllerState['watermarks']): Record<string, Watermark> {
  const first: Record<string, Watermark> = {};
  let count = 0;
  for (const topic of [...watermarks.keys()].sort()) {
    for (const [partition, mark] of watermarks.get(topic) ?? []) {
      if (count === MAX_STORED_WATERMARKS) return first;
      first[`${topic}/${partition}`] = mark;
      count += 1;
    }
  }
  return first;
}

function marksFrom(stored: Readonly<Record<string, Watermark>>): ControllerState['watermarks'] {
  const watermarks = new Map<string, Map<number, Watermark>>();
  for (const [key, mark] of Object.entries(stored)) {
    const slash = key.lastIndexOf('/');
    const topic = key.slice(0, slash);
    const marks = watermarks.get(topic) ?? new Map<number, Watermark>();
    watermarks.set(topic, marks.set(Number(key.slice(slash + 1)), mark));
  }
  return watermarks;
}

/** The first `most` entries by name, as long as they fit into `room` bytes. */
function fitting<T>(
  all: Readonly<Record<string, T>>,
  most: number,
  room: number,
): { entries: Record<string, T>; bytes: number } {
  const entries: Record<string, T> = {};
  let bytes = 0;
  for (const key of Object.keys(all).sort().slice(0, most)) {
    const entry = all[key];
    // Slightly too large, because it counts two braces instead of one comma.
    const size = Buffer.byteLength(textOf({ [key]: entry }));
    if (entry === undefined || bytes + size > room) continue;
    entries[key] = entry;
    bytes += size;
  }
  return { entries, bytes };
}
