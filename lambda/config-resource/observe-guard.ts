import { z } from 'zod';
import { SpillwayError } from '../../lib/errors';
import type { Done } from '../custom-resource/handler';
import type { ResourceRequest } from '../custom-resource/request';
import type { ConfigParameters } from './parameters';
import { prefixSchema } from './properties';

const guardSchema = z.object({ prefix: prefixSchema, guard: z.literal('observe') });

/** The prefix that a request of `Custom::SpillwayObserve` is about; `undefined` for one about the config. */
export function guardedPrefix({ ResourceProperties }: ResourceRequest): string | undefined {
  return guardSchema.safeParse(ResourceProperties).data?.prefix;
}

/**
 * Refuses `mode: observe` while a debt exists, since only `mode: act` starts the tasks again. Only a Create can fail:
 * a rollback brings an Update or a Delete, and a stack whose rollback fails is stuck.
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
    `${prefix}/debt exists: Spillway has stopped the tasks and not yet started them again, and with policy.mode: observe nobody would.`,
    'Deploy again once the tasks run (see spillway status), or make the stop your own with spillway stop first. Where no controller with mode: act is deployed any more, deploy one, or start the tasks and delete that parameter.',
  );
}
