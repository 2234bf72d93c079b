import { z } from 'zod';
import { SIGNALS } from '../pipeline';

/**
 * The events that ask for something, as they come in Lambda's payload or from a command line. An event without
 * `action` comes from the schedule and is not described here.
 *
 * `id` tells a second delivery from a second command; with `dryRun` the command is only previewed: what it would cost.
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
  partitions: z.array(partition).min(1, 'expected one partition at least; leave it out for all').optional(),
};

/** Whether data in the queues of the tasks may be lost when they stop; without it the command is refused then. */
const queueLoss = { acceptQueueLoss: z.boolean().optional() };

/** Text only: a number of JSON loses digits beyond 2^53. */
const target = z.string('expected text, offsets in quotes as well');

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
    partitions: z.number().int().positive(),
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

/** What may be asked for. */
export type OperatorEvent = z.input<typeof eventSchema>;
/** Those that carry a person's command. */
export type CommandEvent = Exclude<OperatorEvent, { action: 'status' | 'reconcile' }>;
