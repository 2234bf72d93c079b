/** A change that a controller makes, as seen from outside. */
export interface Effect {
  /** The controller's lane. */
  lane: string;
  /** For example `PutParameter state`, `UpdateService desiredCount 0`, `OffsetCommit`. */
  name: string;
}

/** When the controller's process is killed: before the effect, or after it but before its response. */
export type Moment = 'after' | 'before';

export interface KillPlan {
  /** Whether to kill at this effect. `key` is the effect's place in a run, which is the same in every run. */
  at(key: string): boolean;
  moment: Moment;
  /** Kills the controller's process. Resolves when it has exited. */
  kill(): Promise<void>;
}

interface Armed {
  plan: KillPlan;
  place: Place;
  killedAt: string | undefined;
}

/**
 * The position in a run. Every run takes the same steps, but the number of ticks that only wait varies. So effects are
 * counted from the last step.
 */
interface Place {
  /** The number of steps so far. */
  steps: number;
  /** The last step, or `begin` before the first one. */
  step: string;
  /** The number of effects since that step. */
  since: number;
}

/** Bookkeeping means the claim, the state, and the end of the claim. Everything else is a step. */
const BOOKKEEPING = /^(PutParameter (epoch|state)|DeleteParameter epoch)$/;

/** Kills a controller at a chosen side effect. It works from outside the process, so the controller is unaware of it. */
export class KillSwitch {
  private readonly armed = new Map<string, Armed>();

  arm(lane: string, plan: KillPlan): void {
    this.armed.set(lane, { plan, place: { steps: 0, step: 'begin', since: 0 }, killedAt: undefined });
  }

  /** The key of the effect at which the lane's controller was killed; `undefined` if it was not. */
  killedAt(lane: string): string | undefined {
    return this.armed.get(lane)?.killedAt;
  }

  /**
   * Wraps an effect.
   *
   * @returns the result of `carryOut`; `undefined` if it was not called, or if its caller has been killed
   */
  async around<T>({ lane, name }: Effect, carryOut: () => Promise<T>): Promise<T | undefined> {
    const entry = this.armed.get(lane);
    if (!entry || entry.killedAt !== undefined) return carryOut();
    const { plan, place } = entry;
    place.since += 1;
    const isStep = !BOOKKEEPING.test(name);
    if (isStep) entry.place = { steps: place.steps + 1, step: name, since: 0 };
    const key = isStep
      ? `step ${place.steps + 1}: ${name}`
      : `step ${place.steps}: ${place.step}, then ${place.since}: ${name}`;
    if (!plan.at(key)) return carryOut();
    entry.killedAt = key;
    if (plan.moment === 'after') await carryOut();
    await plan.kill();
    return undefined;
  }
}
