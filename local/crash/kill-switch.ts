/** A change that a controller makes, as seen from outside. */
export interface Effect {
  /** The lane of the controller. */
  lane: string;
  /** `PutParameter state`, `UpdateService desiredCount 0`, `OffsetCommit`. */
  name: string;
}

/** When the controller's process is killed: before the effect, or after it and before its response. */
export type Moment = 'after' | 'before';

export interface KillPlan {
  /** Whether this is the effect. `key` is its place among the effects of a run, the same in every run. */
  at(key: string): boolean;
  moment: Moment;
  /** Kills the process of the controller. Resolves when it has exited. */
  kill(): Promise<void>;
}

interface Armed {
  plan: KillPlan;
  place: Place;
  killedAt: string | undefined;
}

/**
 * The position in a run. The number of ticks that only wait varies from run to run, so the count of effects restarts
 * at each step, because every run takes the same steps.
 */
interface Place {
  /** Steps so far. */
  steps: number;
  /** The last step; `begin` before the first. */
  step: string;
  /** Effects since that step. */
  since: number;
}

/** Bookkeeping: the claim, the state, and the end of the claim. Everything else is a step. */
const BOOKKEEPING = /^(PutParameter (epoch|state)|DeleteParameter epoch)$/;

/** Kills a controller at one of its effects, from outside: the controller does not know about it. */
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
