/** A mutation that a controller makes, as the outside sees it. */
export interface Effect {
  /** The lane whose controller makes it. */
  lane: string;
  /** `PutParameter state`, `UpdateService desiredCount 0`, `OffsetCommit`. */
  name: string;
}

/** When the controller's process ends: once the effect is there and before it is answered, or before it is there. */
export type Moment = 'after' | 'before';

export interface KillPlan {
  /** Which effect, by its number since the plan was armed, from 1, and its name. */
  at(number: number, name: string): boolean;
  moment: Moment;
  /** Ends the controller's process; settles once it is gone. */
  kill(): Promise<void>;
}

/** Ends a controller at one of its effects, from outside: nothing in the controller knows of it. */
export class KillSwitch {
  private readonly armed = new Map<string, { plan: KillPlan; seen: number; killedAt: string | undefined }>();

  arm(lane: string, plan: KillPlan): void {
    this.armed.set(lane, { plan, seen: 0, killedAt: undefined });
  }

  /** The effect at which the lane's controller was ended; `undefined` while it was not. */
  killedAt(lane: string): string | undefined {
    return this.armed.get(lane)?.killedAt;
  }

  /**
   * Stands around an effect.
   *
   * @returns what carrying it out gave, or `undefined` when it was not carried out, or nobody is left to be told
   */
  async around<T>({ lane, name }: Effect, carryOut: () => Promise<T>): Promise<T | undefined> {
    const entry = this.armed.get(lane);
    if (!entry || entry.killedAt !== undefined) return carryOut();
    entry.seen += 1;
    if (!entry.plan.at(entry.seen, name)) return carryOut();
    entry.killedAt = name;
    if (entry.plan.moment === 'after') await carryOut();
    await entry.plan.kill();
    return undefined;
  }
}
