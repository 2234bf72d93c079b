import { z } from 'zod';
import type { PartitionCounts } from '../drain/coverage';
import type { Watermark } from '../drain/drained';
import type { PolicyEntry } from '../drain/effective-policy';
import type { Holds } from '../drain/holds';
import type { PartitionWatch } from '../drain/partition-watch';
import type { Recreate } from '../drain/recreate-types';
import { SpillwayError } from '../errors';

/** The version of the stored form; a tick refuses any other. */
const STATE_VERSION = 1;

/** What one tick leaves for the next. Small, plain, and written only when it changed. Times are epoch ms. */
export interface ControllerState {
  /** Since when every partition has been drained. */
  drainedSinceMs?: number | undefined;
  watermarks: Readonly<Record<string, Watermark>>;
  watch: PartitionWatch;
  policies: readonly PolicyEntry[];
  /** Partition counts that had commits when latest came into force. */
  covered?: PartitionCounts | undefined;
  operation?: Recreate | undefined;
  /** The last flip: when the tasks were started on latest, and whether that was verified. */
  flip?: { atMs: number; verified: boolean } | undefined;
  lastScaleInMs?: number | undefined;
  /** Holds in force, each since when. */
  holds: Holds;
}

const EMPTY_STATE: ControllerState = { watermarks: {}, watch: {}, policies: [], holds: {} };

const timeMs = z.number().int();
const count = z.number().int().min(0);
const offset = z
  .string()
  .regex(/^\d+$/)
  .transform((text) => BigInt(text));
const counts = z.record(z.string(), count);

const stateSchema = z.strictObject({
  version: z.literal(STATE_VERSION),
  drainedSinceMs: timeMs.optional(),
  watermarks: z.record(
    z.string(),
    z
      .strictObject({ logEnd: offset, notedAtMs: timeMs, consumedUpToMs: timeMs.optional() })
      .transform((mark) => ({ ...mark, consumedUpToMs: mark.consumedUpToMs })),
  ),
  watch: z.record(z.string(), z.strictObject({ count, sinceMs: timeMs })),
  policies: z.array(
    z.strictObject({
      initialOffset: z.enum(['earliest', 'latest', 'unknown']),
      fromMs: timeMs,
      version: z.number().int().positive(),
    }),
  ),
  covered: counts.optional(),
  operation: z
    .strictObject({
      purpose: z.enum(['flip', 'rearm']),
      phase: z.enum(['stop', 'down', 'up']),
      startedAtMs: timeMs,
      phaseSinceMs: timeMs,
      restoreCount: count,
      counts,
      baseline: z.record(z.string(), z.string().regex(/^\d+$/)).optional(),
    })
    .transform(({ baseline, ...rest }): Recreate => (baseline === undefined ? rest : { ...rest, baseline }))
    .optional(),
  flip: z.strictObject({ atMs: timeMs, verified: z.boolean() }).optional(),
  lastScaleInMs: timeMs.optional(),
  holds: z.record(z.string(), timeMs),
});

/**
 * Reads a stored state.
 *
 * @param text the parameter's value; `undefined` where there is none yet
 * @throws SpillwayError `STATE_MALFORMED`: nothing is done on a state that cannot be understood
 */
export function parseState(text: string | undefined, parameter: string): ControllerState {
  if (text === undefined) return EMPTY_STATE;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw malformed(parameter, 'it is not JSON', cause);
  }
  const parsed = stateSchema.safeParse(json);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw malformed(parameter, `${first?.path.join('.') || '(top)'}: ${first?.message}`);
  }
  const { version: _, ...state } = parsed.data;
  return state;
}

function malformed(parameter: string, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'STATE_MALFORMED',
    `The state in ${parameter} cannot be read: ${why}.`,
    'Restore its last good version. Deleting it makes the next tick start from what it observes: if the tasks are stopped by a recreate then, set desiredCount back yourself.',
    { cause },
  );
}

/** The state as it is stored; the same state gives the same text. */
export function formatState(state: ControllerState): string {
  return JSON.stringify({ version: STATE_VERSION, ...state }, (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return value;
  });
}
