/** Something that is due at a given time. */
interface Appointment {
  atMs: number;
  happen: () => void;
}

/**
 * Simulated time. It stands still while code runs and advances while all code waits, second by second up to the next
 * appointment, so that the world keeps running. Calls that wait at the same time overlap, as on a network.
 *
 * Nothing has to drive the clock. The first wait schedules the advance for the moment when no promise can continue.
 */
export class SimulatedClock {
  /** Called once per second of simulated time, with `nowMs` set to that second. */
  onSecond: () => void = () => {};
  /** Sorted by time. Appointments at the same time stay in the order of creation. */
  private readonly appointments: Appointment[] = [];
  private waiting = 0;
  private pumping = false;

  constructor(public nowMs: number) {}

  /** Schedules something. If the time has already passed, it happens with the next advance. */
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

  /** Lets time pass while no call is waiting. */
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

  /**
   * Advances to one appointment only, because the code that then continues may schedule something earlier than the next
   * one.
   */
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
