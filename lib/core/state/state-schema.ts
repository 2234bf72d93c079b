import * as z from 'zod';
import { SIGNALS } from '../../pipeline';

/** The version of the stored form. Older versions are migrated, newer ones refused. */
export const STATE_VERSION = 3;

const timeMs = z.number().int().min(0).max(8.64e15);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const version = count.min(1);
const offset = z
  .string()
  .regex(/^\d{1,19}$/)
  .transform((text) => BigInt(text));
const sums = z.partialRecord(z.enum(SIGNALS), offset);
/** Topics are stored as lists, because an object would lose the key `__proto__`. */
export const namedLayout = z.strictObject({
  kind: z.literal('named'),
  topics: z.array(z.tuple([z.string(), count, z.string().nullable()])),
});
const known = z.discriminatedUnion('kind', [
  namedLayout,
  z.strictObject({ kind: z.literal('print'), print: z.string() }),
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
const queued = z.enum(['keep', 'may-be-lost']);
const longCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drain') }),
  z.strictObject({ kind: z.literal('rewind'), to: target, scope, queued }),
  z.strictObject({ kind: z.literal('skip'), to: target, scope, queued }),
  z.strictObject({ kind: z.literal('repair'), scope, queued }),
  z.strictObject({ kind: z.literal('expand'), signal: z.enum(SIGNALS), partitions: count }),
]);

/** The stored form of the state. */
export const stateSchema = z.strictObject({
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
  layout: z.strictObject({ topics: known, sinceMs: timeMs }).optional(),
  policies: z.array(
    z.strictObject({
      initialOffset: z.enum(['earliest', 'latest', 'unknown']),
      fromMs: timeMs,
      version,
      writtenMs: timeMs,
    }),
  ),
  floor: z.strictObject({ atMs: timeMs, sums }).optional(),
  emptySinceMs: timeMs.optional(),
  absentSinceMs: timeMs.optional(),
  desired: z
    .strictObject({
      count,
      from: count.optional(),
      setAtMs: timeMs.optional(),
      seen: count.optional(),
      externalSinceMs: timeMs.optional(),
    })
    .optional(),
  goodVersion: version.optional(),
  goodDefinition: z.string().optional(),
  failedBefore: z.strictObject({ version, count }).optional(),
  covers: z.boolean().optional(),
  coverageLost: z.boolean().optional(),
  rate: z.strictObject({ perTaskPerSecond: z.number().min(0), drains: count }).optional(),
  history: z.strictObject({
    automaticStops: z.array(timeMs),
    failures: count,
    failedAtMs: timeMs.optional(),
    rearms: count,
    rearmedAtMs: timeMs.optional(),
  }),
  lingering: z.string().optional(),
  recreate: z
    .strictObject({
      purpose: z.enum(['repair', 'rewind', 'skip']),
      origin: z.enum(['automatic', 'command']),
      phase: z.enum(['arm', 'stop', 'down', 'up']),
      startedAtMs: timeMs,
      phaseSinceMs: timeMs,
      stoppedAtMs: timeMs.optional(),
      count,
      move: z.strictObject({ target, scope }).optional(),
      queued,
      planned: z.string().optional(),
      /** Topic, then the offset of each partition; `-` for one without. */
      held: z.array(z.tuple([z.string(), z.string().regex(/^(\d{1,19}|-)(,(\d{1,19}|-))*$/)])).optional(),
      heldMs: count.optional(),
    })
    .optional(),
  roll: z.strictObject({ why: z.enum(['rearm', 'flip', 'restart']), startedAtMs: timeMs }).optional(),
  manualOperation: z
    .strictObject({
      id: z.string(),
      command: longCommand,
      acceptedAtMs: timeMs,
      phase: z.enum(['drain', 'settle', 'move', 'arm', 'add', 'assign']),
      phaseSinceMs: timeMs,
    })
    .optional(),
  lastCommandId: z.string().optional(),
  pausedSinceMs: timeMs.optional(),
  flip: z.strictObject({ atMs: timeMs }).optional(),
  seeding: z.strictObject({ tries: count, atMs: timeMs }).optional(),
  repairCancelled: z.boolean().optional(),
  repaidSeenMs: timeMs.optional(),
  lastScaleInMs: timeMs.optional(),
  restoredFrom: version.optional(),
  holds: z.record(z.string(), timeMs),
});

export type StoredState = z.output<typeof stateSchema>;
