import { setTimeout as pause } from 'node:timers/promises';
import type { TickReport } from '../../lib/controller/tick-report';
import { SpillwayError } from '../../lib/errors';
import type { CommandEvent } from '../../lib/runtime/event-schema';
import type { LocalLambda } from '../../local/lambda/lambda-runtime';
import { startController } from '../../local/world/controller';
import type { Pipeline } from '../world/pipeline';

const EVERY_MS = 700;
/** The claim of a dead tick blocks others for this long and 15 s more. */
const TIMEOUT_MS = 10_000;
const TICK: unknown = { source: 'aws.scheduler' };

export interface TickFailure {
  atMs: number;
  code: string;
  text: string;
}

/**
 * The built bundle, ticking as the Lambda function does: one invocation after another. A process that ended or timed out
 * is replaced.
 */
export class ControllerLoop {
  readonly reports: TickReport[] = [];
  readonly failures: TickFailure[] = [];
  /** One line per invocation. */
  readonly story: string[] = [];
  private running: LocalLambda | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private ended = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly pipeline: Pipeline,
    private readonly built: string,
  ) {}

  start(): void {
    this.loop = this.keepTicking();
  }

  async stop(): Promise<void> {
    this.ended = true;
    await this.loop;
    await this.replace();
  }

  /** One invocation, in turn. Resolves with `undefined` if it failed. */
  command(event: CommandEvent): Promise<TickReport | undefined> {
    return this.inTurn(async () => this.invoke(await this.current(), event));
  }

  /** Sends a command until it is accepted, for at most `forMs`. */
  async commandUntilAccepted(event: CommandEvent, forMs: number): Promise<boolean> {
    const untilMs = Date.now() + forMs;
    for (;;) {
      const report = await this.command(event);
      if (report?.answer?.accepted) return true;
      if (Date.now() > untilMs) return false;
      await pause(EVERY_MS);
    }
  }

  /** Whether a report after the first `before` ones has a reason with such a code. */
  hasReported(before: number, isWanted: (code: string) => boolean): boolean {
    return this.reports.slice(before).some(({ reasons }) => reasons.some(({ code }) => isWanted(code)));
  }

  /** Invokes the function several times at once, also in a second process. @returns how many of them responded */
  async overlap(times: number): Promise<number> {
    return this.inTurn(async () => {
      const first = await this.current();
      const second = await this.open();
      const reports = await Promise.all(
        Array.from({ length: times }, (_, index) => this.invoke(index % 2 === 0 ? first : second, TICK)),
      );
      await second.stop();
      return reports.filter((report) => report !== undefined).length;
    });
  }

  /** Kills the process of a tick. @returns whether it was still in progress */
  async killMidway(afterMs: number): Promise<boolean> {
    return this.inTurn(async () => {
      const before = this.failures.length;
      const victim = await this.current();
      const ticking = this.invoke(victim, TICK);
      await pause(afterMs);
      await victim.stop();
      await ticking;
      await this.replace();
      return this.failures.slice(before).some(({ code }) => code === 'LAMBDA_ENDED');
    });
  }

  /** Ticks with a clock that is wrong. */
  async withClock(aheadMs: number, work: () => Promise<void>): Promise<void> {
    await this.inTurn(() => this.replace(aheadMs));
    try {
      await work();
    } finally {
      await this.inTurn(() => this.replace(0));
    }
  }

  private async keepTicking(): Promise<void> {
    while (!this.ended) {
      await this.inTurn(async () => this.invoke(await this.current(), TICK));
      await pause(EVERY_MS);
    }
  }

  /** Lambda's reserved concurrency of 1. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.queue.then(work);
    this.queue = next.catch(() => {});
    return next;
  }

  private async invoke(runtime: LocalLambda, event: unknown): Promise<TickReport | undefined> {
    const at = new Date().toISOString().slice(11, 23);
    try {
      const report = await runtime.invoke<TickReport>(event);
      this.reports.push(report);
      this.story.push(`${at} ${summary(report)}`);
      return report;
    } catch (error) {
      const code = error instanceof SpillwayError ? error.code : 'UNKNOWN';
      const text = error instanceof Error ? error.message : String(error);
      this.failures.push({ atMs: Date.now(), code, text });
      this.story.push(`${at} failed: ${code} ${text}`);
      // Lambda kills a function that times out.
      if (code === 'LAMBDA_ENDED' || code === 'LAMBDA_TIMED_OUT') await this.replace();
      return undefined;
    }
  }

  private async current(): Promise<LocalLambda> {
    this.running ??= await this.open();
    return this.running;
  }

  private open(clockAheadMs = 0): Promise<LocalLambda> {
    return startController(this.pipeline, { built: this.built, timeoutMs: TIMEOUT_MS, clockAheadMs });
  }

  private async replace(clockAheadMs?: number): Promise<void> {
    await this.running?.stop();
    this.running = clockAheadMs === undefined ? undefined : await this.open(clockAheadMs);
  }
}

function summary({ phase, outcome, action, reasons, note, answer }: TickReport): string {
  const said = [...reasons.map(({ line }) => line), ...(answer?.lines ?? []), ...(note ? [note] : [])];
  return `${phase} ${outcome}${action ? `, ${action}` : ''} | ${said.join(' | ')}`;
}
