/**
 * The epoch decides who may write the next state. It relies on a create (`Overwrite: false`), the only atomic operation
 * of SSM.
 *
 * The first claim on a state version creates `<prefix>/epoch/<version>`. If its holder dies, the next claim does not
 * overwrite or delete that parameter, because neither is atomic. It creates the next name of a chain instead:
 * `<version>-1`, `<version>-2`, ... If two ticks take over one expired claim, only one create wins.
 *
 * **Correct use**: read the state, claim its version, read the state *again*, and abandon if the version has changed. A
 * claim can be won late, for a version that another tick has finished with and released in between; only the second read
 * shows that. A holder must be done before its lease expires, so keep the lease well above the longest duration of a
 * tick (the timeout of the Lambda function).
 */
import { randomUUID } from 'node:crypto';
import {
  DeleteParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { callAws, exceptionName } from './aws-failure';

/** The content of a claim's parameter, as JSON. `claimId` tells two claims of one holder apart. */
const recordSchema = z.object({
  holder: z.string(),
  untilMs: z.number(),
  /** How long the claim lasts, by SSM's clock, from when the parameter was written. */
  leaseMs: z.number().positive().optional(),
  claimId: z.string(),
});

/** A function lives for 15 minutes at most, so no tick holds a claim for longer, whatever its record says. */
const LONGEST_LEASE_MS = 15 * 60_000;

export interface EpochContext {
  client: SSMClient;
  prefix: string;
  /** A monotonic clock, which measures how long the claim has been held. */
  monotonicMs: () => number;
  /** True once this process knows of a state newer than `stateVersion`. */
  movedOn: (stateVersion: number) => boolean;
}

export interface ClaimRequest {
  stateVersion: number;
  holder: string;
  nowMs: number;
  leaseMs: number;
}

/** GetParameters accepts 10 names per call. */
const NAMES_A_CALL = 10;

/**
 * @returns the claim, or `undefined` while another tick holds it
 * @throws SpillwayError `SSM_UNREACHABLE`, `SSM_ACCESS_DENIED`, `SSM_REQUEST_FAILED`
 */
export async function claimEpoch(
  context: EpochContext,
  request: ClaimRequest,
): Promise<(() => Promise<void>) | undefined> {
  const claimedAtMs = context.monotonicMs();
  const claimId = randomUUID();
  const { holder, nowMs, leaseMs } = request;
  const value = JSON.stringify({ holder, untilMs: nowMs + leaseMs, leaseMs, claimId });
  const nameOf = (attempt: number) => epochName(context.prefix, request.stateVersion, attempt);
  const won = (attempt: number) => () => release(context, request, nameOf, attempt, claimedAtMs);

  // The tick that wrote this version may still be acting on it.
  if (await predecessorHolds(context, request)) return undefined;

  if (await create(context.client, nameOf(0), value)) return won(0);
  const last = await lastOfChain(context.client, nameOf);
  // The holder has just released it, so most likely there is a newer state.
  if (last === undefined) return undefined;
  // Our own create succeeded, but its response was lost and the SDK repeated it.
  if (last.claimId === claimId) return won(last.attempt);
  if (nowMs < expiryOf(last, leaseMs)) return undefined;
  return (await create(context.client, nameOf(last.attempt + 1), value)) ? won(last.attempt + 1) : undefined;
}

/** The previous version's claim is held until its action completes. An expired one is deleted here. */
async function predecessorHolds(context: EpochContext, request: ClaimRequest): Promise<boolean> {
  const { stateVersion, nowMs, leaseMs } = request;
  if (stateVersion === 0) return false;
  const nameOf = (attempt: number) => epochName(context.prefix, stateVersion - 1, attempt);
  const last = await lastOfChain(context.client, nameOf);
  if (last === undefined) return false;
  if (nowMs < expiryOf(last, leaseMs)) return true;
  await remove(context.client, chainOf(nameOf, last.attempt));
  return false;
}

function epochName(prefix: string, stateVersion: number, attempt: number): string {
  return `${prefix}/epoch/${stateVersion}${attempt === 0 ? '' : `-${attempt}`}`;
}

/**
 * The names of a chain, newest first. They are deleted in this order, because the chain cannot start again while an
 * older name exists.
 */
function chainOf(nameOf: (attempt: number) => string, attempt: number): string[] {
  return Array.from({ length: attempt + 1 }, (_, index) => nameOf(attempt - index));
}

async function create(client: SSMClient, name: string, value: string): Promise<boolean> {
  const command = new PutParameterCommand({
    Name: name,
    Value: value,
    Type: 'String',
    Tier: 'Standard',
    Overwrite: false,
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (exceptionName(error) === 'ParameterAlreadyExists') return false;
    return callAws({ service: 'SSM', operation: 'PutParameter', target: name }, () => Promise.reject(error));
  }
}

interface Link {
  attempt: number;
  /** Absent if something else wrote the parameter. Then its age decides. */
  untilMs: number | undefined;
  leaseMs: number | undefined;
  claimId: string | undefined;
  lastModifiedMs: number;
}

/**
 * When a claim expires: by its holder's clock, but never later than its lease after SSM stored it. A holder with a wrong
 * clock would otherwise block all ticks, perhaps for years.
 */
function expiryOf({ untilMs, leaseMs, lastModifiedMs }: Link, usualLeaseMs: number): number {
  const storedUntilMs = lastModifiedMs + Math.min(leaseMs ?? usualLeaseMs, LONGEST_LEASE_MS);
  return Math.min(untilMs ?? storedUntilMs, storedUntilMs);
}

/** The newest claim of the chain, the only one that can still be held. */
async function lastOfChain(
  client: SSMClient,
  nameOf: (attempt: number) => string,
): Promise<Link | undefined> {
  let last: Link | undefined;
  for (let from = 0; ; from += NAMES_A_CALL) {
    const names = Array.from({ length: NAMES_A_CALL }, (_, index) => nameOf(from + index));
    const answer = await callAws({ service: 'SSM', operation: 'GetParameters', target: nameOf(from) }, () =>
      client.send(new GetParametersCommand({ Names: names })),
    );
    const found = new Map((answer.Parameters ?? []).map((parameter) => [parameter.Name, parameter]));
    for (const [index, name] of names.entries()) {
      const parameter = found.get(name);
      if (!parameter) return last;
      const record = parseRecord(parameter.Value ?? '');
      last = {
        attempt: from + index,
        untilMs: record?.untilMs,
        leaseMs: record?.leaseMs,
        claimId: record?.claimId,
        lastModifiedMs: parameter.LastModifiedDate?.getTime() ?? Number.POSITIVE_INFINITY,
      };
    }
  }
}

function parseRecord(value: string): z.output<typeof recordSchema> | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

/**
 * Deletes what a release may delete. As soon as a newer state exists, this version is of no use to anyone, and the whole
 * chain goes. Before that, only the holder's own name may be deleted, and only while the lease is certainly valid: after
 * a takeover, deleting it would open the first name of the chain again.
 */
async function release(
  context: EpochContext,
  request: ClaimRequest,
  nameOf: (attempt: number) => string,
  attempt: number,
  claimedAtMs: number,
): Promise<void> {
  const chain = chainOf(nameOf, attempt);
  const marginMs = Math.min(request.leaseMs / 4, 15_000);
  const heldMs = context.monotonicMs() - claimedAtMs;
  const names = context.movedOn(request.stateVersion)
    ? chain
    : heldMs < request.leaseMs - marginMs
      ? chain.slice(0, 1)
      : [];
  await remove(context.client, names);
}

/**
 * Never throws, because a claim that stays behind only delays the next tick until its lease expires, and is deleted with
 * the next one.
 */
async function remove(client: SSMClient, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await client.send(new DeleteParameterCommand({ Name: name }));
    } catch {
      return;
    }
  }
}
