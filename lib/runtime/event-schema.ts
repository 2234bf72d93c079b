import * as z from 'zod';
import { SIGNALS } from '../pipeline';

/**
 * Events with an action, from the payload of Lambda or from the command line. Events without `action` come from the
 * schedule and have no schema.
 *
 * `id` tells a repeated delivery from a second command. With `dryRun` the response shows what the command would do and
 * cost, and nothing is changed.
 */
const identified = {
  id: z
    .string()
    .regex(/^[A-Za-z0-9._:/+=@-]{1,128}$/, 'expected 1 to 128 letters, digits or one of . _ : / + = @ -')
    .optional(),
  dryRun: z.boolean().optional(),
};

const partition = z.number().int().min(0);

const scope = {
  topic: z.string().min(1).optional(),
  partitions: z
    .array(partition)
    .min(1, 'expected at least one partition; omit the key for all partitions')
    .optional(),
};

/** Allows stopping tasks although data in their queues may be lost. Without it such a command is refused. */
const queueLoss = { acceptQueueLoss: z.boolean().optional() };

/** Only text is accepted, because a JSON number loses digits beyond 2^53. */
const target = z.string('expected a string; put offsets in quotes, too');

const SCHEMAS = {
  status: z.strictObject({ action: z.literal('status') }),
  reconcile: z.strictObject({ action: z.literal('reconcile') }),
  drain: z.strictObject({ action: z.literal('drain'), ...identified }),
  rewind: z.strictObject({ action: z.literal('rewind'), to: target, ...scope, ...queueLoss, ...identified }),
  skip: z.strictObject({ action: z.literal('skip'), to: target, ...scope, ...queueLoss, ...identified }),
  repair: z.strictObject({ action: z.literal('repair'), ...scope, ...queueLoss, ...identified }),
  expand: z.strictObject({
    action: z.literal('expand'),
    signal: z.enum(SIGNALS),
    partitions: z.number().int().positive('expected at least 1'),
    ...identified,
  }),
  accept: z.strictObject({ action: z.literal('accept'), ...scope, ...identified }),
  stop: z.strictObject({ action: z.literal('stop'), ...identified }),
  pause: z.strictObject({ action: z.literal('pause'), ...identified }),
  resume: z.strictObject({ action: z.literal('resume'), ...identified }),
  cancel: z.strictObject({ action: z.literal('cancel'), ...identified }),
} as const;

export const ACTIONS = Object.keys(SCHEMAS);

export const eventSchema = z.discriminatedUnion('action', [
  SCHEMAS.status,
  SCHEMAS.reconcile,
  SCHEMAS.drain,
  SCHEMAS.rewind,
  SCHEMAS.skip,
  SCHEMAS.repair,
  SCHEMAS.expand,
  SCHEMAS.accept,
  SCHEMAS.stop,
  SCHEMAS.pause,
  SCHEMAS.resume,
  SCHEMAS.cancel,
]);

/** All events with an action. */
export type OperatorEvent = z.input<typeof eventSchema>;
/** Events with an operator's command. */
export type CommandEvent = Exclude<OperatorEvent, { action: 'status' | 'reconcile' }>;
