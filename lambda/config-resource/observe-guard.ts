import * as z from 'zod';
import { SpillwayError } from '../../lib/errors';
import type { Done } from '../custom-resource/handler';
import type { ResourceRequest } from '../custom-resource/request';
import type { ConfigParameters } from './parameters';
import { prefixSchema } from './properties';

const guardSchema = z.object({ prefix: prefixSchema, guard: z.literal('observe') });

/** The prefix in a request for `Custom::SpillwayObserve`; `undefined` for a request for the configuration. */
export function guardedPrefix({ ResourceProperties }: ResourceRequest): string | undefined {
  return guardSchema.safeParse(ResourceProperties).data?.prefix;
}

/**
 * Rejects `mode: observe` while Spillway has stopped the tasks, because only `mode: act` starts them again. Only a
 * Create can fail: a rollback sends an Update or a Delete, and if that failed, the stack would be stuck.
 *
 * @throws SpillwayError `CONFIG_DEBT_UNPAID`, `SSM_…`
 */
export async function guardObserve(
  request: ResourceRequest,
  prefix: string,
  parameters: ConfigParameters,
): Promise<Done> {
  const physicalResourceId = request.PhysicalResourceId ?? `${prefix}#observe`;
  if (request.RequestType !== 'Create') return { physicalResourceId, outcome: 'unchanged' };
  if ((await parameters.readDebt()) !== undefined) throw debtUnpaid(prefix);
  return { physicalResourceId, outcome: 'observable' };
}

function debtUnpaid(prefix: string): SpillwayError {
  return new SpillwayError(
    'CONFIG_DEBT_UNPAID',
    `${prefix}/debt exists: Spillway has stopped the tasks and has not started them again yet. In policy.mode: observe it could not start them.`,
    'Deploy again when the tasks are running (check with spillway status), or run spillway stop first to keep them stopped. If there is no longer a deployed controller with mode: act, deploy one, or start the tasks yourself and delete that parameter.',
  );
}
