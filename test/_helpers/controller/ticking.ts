import { renderProcessing } from '../../../lib/collector';
import { tick } from '../../../lib/controller/tick';
import type { TickResult } from '../../../lib/controller/tick-result';
import type { Command } from '../../../lib/core/vocabulary/command';
import { SpillwayError } from '../../../lib/errors';
import type { PipelineSpec } from '../../../lib/pipeline';
import type { Miss } from '../../../verify/memory/partition-log';
import { MemoryWorld } from '../../../verify/memory/world';
import { testSpec } from '../pipeline/spec';

/** Thrown instead of an effect, or right after it, to simulate a process that dies there. */
class Killed extends Error {}

const TICK_EVERY_MS = 60_000;
/** Longer than a stop, a start and a rebalance take together. */
const SETTLES_WITHIN_MS = 300_000;

/** One signal and short policies, so that an operation finishes within a few ticks. */
function quickSpec(policy: Record<string, string>, tasks: Record<string, unknown>): PipelineSpec {
  const spec = testSpec({ stableFor: '1m', metadataRefresh: '5s', ...policy }, tasks);
  return { ...spec, signals: { traces: spec.signals.traces } };
}

/** A world with six partitions of traces, 100 records each, read by one task on earliest. */
export function quickWorld(
  policy: Record<string, string> = {},
  tasks: Record<string, unknown> = {},
): MemoryWorld {
  return worldOf(quickSpec(policy, tasks));
}

/** The same world for any spec whose traces are in `otlp_spans`. */
function worldOf(spec: PipelineSpec): MemoryWorld {
  const world = new MemoryWorld({ spec, config: renderProcessing(spec, 'earliest') });
  world.advance(1_000);
  for (let partition = 0; partition < 6; partition++) world.produce('otlp_spans', partition, 100n);
  settle(world);
  return world;
}

/** The same pipeline after the flip. */
export async function liveWorld(
  policy: Record<string, string> = {},
  tasks: Record<string, unknown> = {},
): Promise<MemoryWorld> {
  const world = quickWorld(policy, tasks);
  await until(world, ({ flip, manualOperation }) => flip !== undefined && manualOperation === undefined);
  return world;
}

/** Lets time pass until tasks have started or stopped, the group is at rest, and everything readable has been read. */
export function settle(world: MemoryWorld): void {
  const limitMs = world.nowMs + SETTLES_WITHIN_MS;
  do world.advance(1_000);
  while (!isSettled(world) && world.nowMs < limitMs);
}

function isSettled({ service, group, tasks, desiredCount, stalled, logs }: MemoryWorld): boolean {
  const areThere = tasks.length === desiredCount && tasks.every(({ lastStatus }) => lastStatus === 'RUNNING');
  const isRolling = service.deployments.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  if (!areThere || isRolling) return false;
  if (desiredCount === 0) return group.isEmpty;
  const reading = tasks.filter(({ collector }) => collector);
  const isRead = logs.every(({ committed, logEnd, leaderless, logStart }) => {
    return leaderless || logEnd === logStart || committed === logEnd;
  });
  return reading.length === desiredCount && group.isStable && (stalled || isRead);
}

/**
 * Runs one tick, then lets the rest of a minute pass, in which tasks start and stop. Returns the error code of a failed
 * tick.
 */
export async function minute(world: MemoryWorld, command?: Command, id = 'c1'): Promise<TickResult | string> {
  const request = command
    ? ({ kind: 'command', command: { id, command } } as const)
    : ({ kind: 'reconcile' } as const);
  const begunMs = world.nowMs;
  const result = await tick(world.dependencies(), request).catch((error: unknown) => {
    if (error instanceof Killed) return 'KILLED';
    if (error instanceof SpillwayError) return error.code;
    throw error;
  });
  world.advance(Math.max(0, begunMs + TICK_EVERY_MS - world.nowMs));
  return result;
}

/** Runs ticks until `done`. If that takes too long, fails with the ticks' reasons. */
export async function until(
  world: MemoryWorld,
  done: (result: TickResult) => boolean,
  limit = 40,
): Promise<TickResult> {
  const said: string[] = [];
  for (let count = 0; count < limit; count++) {
    const result = await minute(world);
    if (typeof result === 'string') said.push(result);
    else if (done(result)) return result;
    else said.push(...saidBy(result));
  }
  throw new Error(`not reached; said so far: ${said.join(', ')}`);
}

/** Sends the command, and repeats it after each tick that died, until a tick has answered. */
export async function give(world: MemoryWorld, command: Command, id = 'c1'): Promise<TickResult> {
  for (let count = 0; count < 10; count++) {
    const result = await minute(world, command, id);
    if (typeof result !== 'string') return result;
  }
  throw new Error('no tick answered');
}

/** Codes of the reasons, in order. */
function saidBy(result: TickResult): string[] {
  return result.reasons.map(({ code }) => code);
}

/** Whether no command, recreate or roll is in progress, and no task start is owed. */
export function atRest({ manualOperation, recreate, roll, debt }: TickResult): boolean {
  return [manualOperation, recreate, roll, debt].every((each) => each === undefined);
}

export function storedOffset(world: MemoryWorld): string | undefined {
  return /initial_offset: (\w+)/.exec(world.get('config') ?? '')?.[1];
}

export function storedState(world: MemoryWorld): Record<string, unknown> {
  return JSON.parse(world.get('state') ?? '{}');
}

/** The commits of the traces topic, in partition order. */
export function commits(world: MemoryWorld): string {
  return (world.topics.get('otlp_spans')?.partitions ?? []).map(({ committed }) => committed).join(' ');
}

/** Records that the backend does not have and that no task will send, with the cause. */
export function missing(world: MemoryWorld): Miss[] {
  return world.logs.flatMap((log) => log.openMisses());
}

/** The number of missing records. */
export function missingRecords(world: MemoryWorld): bigint {
  return missing(world).reduce((sum, { from, to }) => sum + to - from, 0n);
}

/** Connections and claims that the controller left open after a tick. There must be none. */
export function leftOpen({ parameters, openConnections }: MemoryWorld): {
  claims: number;
  connections: number;
} {
  return { claims: parameters.openClaims, connections: openConnections };
}
