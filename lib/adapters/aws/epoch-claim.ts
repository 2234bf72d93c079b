/**
 * The epoch: who may move the state on, decided by SSM's only atomic operation, a create (`Overwrite: false`).
 *
 * The first claim on a state version creates `<prefix>/epoch/<version>`. If its holder dies, the next one is
 * never taken by overwriting or deleting, which is not atomic, but by creating the next name of a chain:
 * `<version>-1`, `<version>-2`, ... Of two takers of one expired claim, one create wins.
 *
 * **Correct use**: read the state, claim its version, read the state *again* and abandon when the version moved
 * on. A claim can be won late, for a version that another tick has finished with and released in between; only
 * the second read shows that. A holder must also be done before its lease is: keep the lease well above the
 * longest a tick can run (the Lambda's timeout).
 */
import { randomUUID } from 'node:crypto';
import {
  DeleteParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { callAws, exceptionName } from './aws-failure';

/** What a claim's parameter holds, as JSON. `claimId` tells two claims of one holder apart. */
const recordSchema = z.object({ holder: z.string(), untilMs: z.number(), claimId: z.string() });

export interface EpochContext {
  client: SSMClient;
  prefix: string;
  /** A clock that only moves forward, for how long the claim has been held. */
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

/** GetParameters takes 10 names a call. */
const NAMES_A_CALL = 10;

/**
 * @returns how to release the claim, or `undefined` while another one holds it
 * @throws SpillwayError `SSM_UNREACHABLE`, `SSM_ACCESS_DENIED`, `SSM_REQUEST_FAILED`
 */
export async function claimEpoch(
  context: EpochContext,
  request: ClaimRequest,
): Promise<(() => Promise<void>) | undefined> {
  const claimedAtMs = context.monotonicMs();
  const claimId = randomUUID();
  const value = JSON.stringify({ holder: request.holder, untilMs: request.nowMs + request.leaseMs, claimId });
  const nameOf = (attempt: number) => epochName(context.prefix, request.stateVersion, attempt);
  const won = (attempt: number) => () => release(context, request, nameOf, attempt, claimedAtMs);

  // Who moved the state on to this version may still be acting on it.
  if (await predecessorHolds(context, request)) return undefined;

  if (await create(context.client, nameOf(0), value)) return won(0);
  const last = await lastOfChain(context.client, nameOf);
  // Nothing there any more: the holder has just released it, so the state has most likely moved on.
  if (last === undefined) return undefined;
  // A create that succeeded, whose answer was lost and which the SDK repeated.
  if (last.claimId === claimId) return won(last.attempt);
  const untilMs = last.untilMs ?? last.lastModifiedMs + request.leaseMs;
  if (request.nowMs < untilMs) return undefined;
  return (await create(context.client, nameOf(last.attempt + 1), value)) ? won(last.attempt + 1) : undefined;
}

/** The claim on the version before, from the write of the state until its action is done. One left behind goes. */
async function predecessorHolds(context: EpochContext, request: ClaimRequest): Promise<boolean> {
  const { stateVersion, nowMs, leaseMs } = request;
  if (stateVersion === 0) return false;
  const nameOf = (attempt: number) => epochName(context.prefix, stateVersion - 1, attempt);
  const last = await lastOfChain(context.client, nameOf);
  if (last === undefined) return false;
  if (nowMs < (last.untilMs ?? last.lastModifiedMs + leaseMs)) return true;
  await remove(context.client, chainOf(nameOf, last.attempt));
  return false;
}

function epochName(prefix: string, stateVersion: number, attempt: number): string {
  return `${prefix}/epoch/${stateVersion}${attempt === 0 ? '' : `-${attempt}`}`;
}

/** The newest name first: while an older one is there, the chain is not open again. */
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
  /** Absent when somebody else wrote something else there: then its age decides. */
  untilMs: number | undefined;
  claimId: string | undefined;
  lastModifiedMs: number;
}

/** The newest claim of the chain: only that one can still be held. */
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
        claimId: record?.claimId,
        lastModifiedMs: parameter.LastModifiedDate?.getTime() ?? 0,
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
 * Once the state has moved on nobody can use this version any more, and the whole chain goes. Before that only
 * the own name may go, and only while the lease surely lasts: deleting it after a takeover would open the
 * chain's first name again, beside the taker's.
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

/** Never throws: a claim left behind only delays by its lease, and goes with the next one. */
async function remove(client: SSMClient, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await client.send(new DeleteParameterCommand({ Name: name }));
    } catch {
      return;
    }
  }
}
