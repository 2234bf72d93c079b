import { followUp, waitsForASecondLook } from '../../lib/controller/follow-up';
import { type TickMemory, type TickRequest, tick } from '../../lib/controller/tick';
import type { TickResult } from '../../lib/controller/tick-result';
import { SpillwayError } from '../../lib/errors';
import type { MemoryWorld } from '../memory/world';

/** The limits of the deployed function: its timeout, the reserve for its last work, and the pause between two ticks. */
const INVOCATION_MS = 60_000;
const RESERVE_MS = 15_000;
const FOLLOW_UP_MS = 5_000;

/** The result of one invocation: its ticks, and the code of the error that ended it. */
export interface Invocation {
  results: TickResult[];
  failure: string | undefined;
}

/** The controller's function, invoked repeatedly in one warm process. */
export class Controller {
  private memory: TickMemory = {};
  private invocations = 0;

  constructor(private readonly world: MemoryWorld) {}

  /** Replaces the process, so that only stored data survives. */
  restart(): void {
    this.memory = {};
  }

  /** Runs one invocation, including follow-up ticks. */
  async invoke(first: TickRequest): Promise<Invocation> {
    const { world } = this;
    const holder = `invocation-${++this.invocations}`;
    const endsAtMs = world.nowMs + INVOCATION_MS;
    const results: TickResult[] = [];
    let request: TickRequest | undefined = first;
    let looksAgain = 0;
    try {
      while (request) {
        const leaseMs = endsAtMs - world.nowMs + RESERVE_MS;
        const result: TickResult = await tick(world.dependencies(holder, leaseMs), request, this.memory);
        results.push(result);
        const isTimeLeft = endsAtMs - world.nowMs >= FOLLOW_UP_MS + RESERVE_MS;
        request = isTimeLeft ? followUp(request, result, looksAgain) : undefined;
        looksAgain = waitsForASecondLook(result) ? looksAgain + 1 : 0;
        if (request) await world.clock.sleep(FOLLOW_UP_MS);
      }
      return { results, failure: undefined };
    } catch (error) {
      if (error instanceof SpillwayError) return { results, failure: error.code };
      throw error;
    }
  }
}
