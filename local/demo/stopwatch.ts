/** Measures the phases of a run. */
export class Stopwatch {
  private readonly startedMs: number;
  private phaseStartedMs: number;
  private name: string | undefined;
  private readonly done: { name: string; seconds: number }[] = [];

  constructor(private readonly nowMs: () => number) {
    this.startedMs = nowMs();
    this.phaseStartedMs = this.startedMs;
  }

  /** Ends the current phase and starts another, unless it has the same name. */
  enter(name: string): void {
    if (name === this.name) return;
    this.close();
    this.name = name;
    this.phaseStartedMs = this.nowMs();
  }

  get seconds(): number {
    return tenths(this.nowMs() - this.startedMs);
  }

  /** Ends the current phase and returns all of them. */
  finish(): { name: string; seconds: number }[] {
    this.close();
    this.name = undefined;
    return this.done;
  }

  private close(): void {
    if (this.name !== undefined)
      this.done.push({ name: this.name, seconds: tenths(this.nowMs() - this.phaseStartedMs) });
  }
}

function tenths(ms: number): number {
  return Math.round(ms / 100) / 10;
}
