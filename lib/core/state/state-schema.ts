import { z } from 'zod';
import { SIGNALS } from '../../pipeline';
import { isDigest } from '../facts/layout-digest';

/** The version of the stored form. An older one is migrated; a newer one is refused. */
export const STATE_VERSION = 2;

const timeMs = z.number().int().min(0).max(8.64e15);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const version = count.min(1);
const offset = z
  .string()
  .regex(/^\d{1,19}$/)
  .transform((text) => BigInt(text));
const sums = z.partialRecord(z.enum(SIGNALS), offset);
const named = z.strictObject({
  kind: z.literal('named'),
  topics: z.record(z.string(), z.strictObject({ count, id: z.string().optional() })),
});
const layout = z.discriminatedUnion('kind', [
  named,
  z.strictObject({
    kind: z.literal('hashed'),
    digest: z.string().refine(isDigest, 'is no digest of topics'),
  }),
]);
const known = z.discriminatedUnion('kind', [
  named,
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
const longCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drain') }),
  z.strictObject({ kind: z.literal('rewind'), to: target, scope }),
  z.strictObject({ kind: z.literal('skip'), to: target, scope }),
  z.strictObject({ kind: z.literal('repair'), scope }),
  z.strictObject({ kind: z.literal('expand'), signal: z.enum(SIGNALS), partitions: count }),
]);

/** The stored form. What stands in two places of the state is stored once. */
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
      move: z.union([z.strictObject({ target, scope }), z.literal('request')]).optional(),
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
  goodDefinition: z.string().optional(),
  restoredFrom: version.optional(),
  holds: z.record(z.string(), timeMs),
});
