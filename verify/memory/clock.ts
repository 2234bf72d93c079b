/** Something that happens by itself at a time. */
interface Appointment {
  atMs: number;
  happen: () => void;
}

/**
 * Simulated time. It stands still while code runs, and moves when everybody waits: to the next appointment, second by
 * second, so that what lives in the world lives meanwhile. Calls that wait at the same time overlap, as they do on a
 * network.
 *
 * Nobody has to drive it: the first wait arranges that time goes on once no promise can be continued any more.
 */
export class SimulatedClock {
  /** Called once for each whole second, with `nowMs` at that second. */
  onSecond: () => void = () => {};
  /** Sorted by time; appointments of the same time in the order in which they were made. */
  private readonly appointments: Appointment[] = [];
  private waiting = 0;
  private pumping = false;

  constructor(public nowMs: number) {}

  /** Arranges that something happens at a time; at once, with the next step of time, when that has passed. */
  at(atMs: number, happen: () => void): void {
    const index = this.appointments.findIndex((each) => each.atMs > atMs);
    const appointment = { atMs, happen };
    if (index < 0) this.appointments.push(appointment);
    else this.appointments.splice(index, 0, appointment);
  }

  /** Waits in simulated time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting += 1;
      this.at(this.nowMs + ms, () => {
        this.waiting -= 1;
        resolve();
      });
      this.pump();
    });
  }

  /** Lets time pass while nobody waits for a call. */
  advance(ms: number): void {
    this.advanceTo(this.nowMs + ms);
  }

  private advanceTo(untilMs: number): void {
    for (;;) {
      const next = this.appointments[0];
      const stopMs = Math.min(untilMs, Math.max(this.nowMs, next?.atMs ?? Number.POSITIVE_INFINITY));
      this.passSeconds(stopMs);
      this.nowMs = stopMs;
      if (!next || next.atMs > stopMs) return;
      this.appointments.shift();
      next.happen();
    }
  }

  private passSeconds(untilMs: number): void {
    for (let second = (Math.floor(this.nowMs / 1_000) + 1) * 1_000; second <= untilMs; second += 1_000) {
      this.nowMs = second;
      this.onSecond();
    }
  }

  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    setImmediate(() => {
      this.pumping = false;
      if (this.waiting === 0) return;
      this.advanceToNextWait();
      if (this.waiting > 0) this.pump();
    });
  }

  /** One appointment only: what it continues may arrange something earlier than the next one. */
  private advanceToNextWait(): void {
    const before = this.waiting;
    while (this.waiting === before && this.appointments[0]) {
      const { atMs, happen } = this.appointments[0];
      this.passSeconds(atMs);
      this.nowMs = Math.max(this.nowMs, atMs);
      if (this.appointments[0]?.happen !== happen) continue;
      this.appointments.shift();
      happen();
    }
  }
}
