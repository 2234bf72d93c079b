import { renderProcessing } from '../../lib/collector';
import { type TickResult, tick } from '../../lib/controller/tick';
import type { Command } from '../../lib/core/vocabulary/command';
import { SpillwayError } from '../../lib/errors';
import type { PipelineSpec } from '../../lib/pipeline';
import { Killed, MemoryWorld } from './memory-world';
import { testSpec } from './pipeline';

const CONFIG = '/spillway/test/config';
const STATE = '/spillway/test/state';

/** One signal and quick policies, so that an operation is through in some ticks. */
function quickSpec(policy: Record<string, string>, tasks: Record<string, unknown>): PipelineSpec {
  const spec = testSpec({ stableFor: '1m', metadataRefresh: '5s', ...policy }, tasks);
  return { ...spec, signals: { traces: spec.signals.traces } };
}

/** A world whose six partitions of traces have 100 records each, read by one task on earliest. */
export function quickWorld(
  policy: Record<string, string> = {},
  tasks: Record<string, unknown> = {},
): MemoryWorld {
  const made = new MemoryWorld(quickSpec(policy, tasks));
  made.put(CONFIG, renderProcessing(made.spec, 'earliest'));
  made.nowMs += 1_000;
  for (let partition = 0; partition < 6; partition++) made.produce('otlp_spans', partition, 100n);
  made.settle();
  return made;
}

/** The same once it is flipped. */
export async function liveWorld(
  policy: Record<string, string> = {},
  tasks: Record<string, unknown> = {},
): Promise<MemoryWorld> {
  const made = quickWorld(policy, tasks);
  await until(made, ({ flip, operation }) => flip?.verified === true && operation === undefined);
  return made;
}

/** A world of its own that stands where `made` does. */
export function copyOf({ onEffect: _, spec, ...fields }: MemoryWorld): MemoryWorld {
  return Object.assign(new MemoryWorld(spec), structuredClone(fields));
}

/** One tick, then a minute in which the tasks do what they were told. A killed or failed tick gives its code. */
export async function minute(made: MemoryWorld, command?: Command, id = 'c1'): Promise<TickResult | string> {
  const request = command
    ? ({ kind: 'command', command: { id, command } } as const)
    : ({ kind: 'reconcile' } as const);
  const result = await tick(made.dependencies(), request).catch((error: unknown) => {
    if (error instanceof Killed) return 'KILLED';
    if (error instanceof SpillwayError) return error.code;
    throw error;
  });
  made.settle();
  made.nowMs += 60_000;
  return result;
}

/** Ticks until `done`, or fails with what was said. */
export async function until(
  made: MemoryWorld,
  done: (result: TickResult) => boolean,
  limit = 40,
): Promise<TickResult> {
  const said: string[] = [];
  for (let count = 0; count < limit; count++) {
    const result = await minute(made);
    if (typeof result === 'string') said.push(result);
    else if (done(result)) return result;
    else said.push(...saidBy(result));
  }
  throw new Error(`not reached; said so far: ${said.join(', ')}`);
}

/** Gives the command, again after each tick that died, until a tick has answered. */
export async function give(made: MemoryWorld, command: Command, id = 'c1'): Promise<TickResult> {
  for (let count = 0; count < 10; count++) {
    const result = await minute(made, command, id);
    if (typeof result !== 'string') return result;
  }
  throw new Error('no tick answered');
}

/** Codes of the reasons, in order. */
export function saidBy(result: TickResult): string[] {
  return result.reasons.map(({ code }) => code);
}

export function says(code: string): (result: TickResult) => boolean {
  return (result) => saidBy(result).includes(code);
}

/** No operation by hand and no recreate is under way. */
export function atRest({ operation, request }: TickResult): boolean {
  return operation === undefined && request === undefined;
}

export function storedOffset(made: MemoryWorld): string | undefined {
  return /initial_offset: (\w+)/.exec(made.parameters.get(CONFIG)?.value ?? '')?.[1];
}

export function storedState(made: MemoryWorld): Record<string, unknown> {
  return JSON.parse(made.parameters.get(STATE)?.value ?? '{}');
}

/** Commits of the traces topic, in order of partitions. */
export function commits(made: MemoryWorld): string {
  return (made.topics.get('otlp_spans') ?? []).map(({ committed }) => committed).join(' ');
}
