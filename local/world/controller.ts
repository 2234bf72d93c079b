import path from 'node:path';
import type { TickReport } from '../../lib/controller/tick-report';
import { SpillwayError } from '../../lib/errors';
import { type LambdaRuntime, startLambdaRuntime } from '../lambda/lambda-runtime';
import { awsEnvironment } from './processing-tier';
import type { World } from './world';

/** The bundle that `npm run build` makes, which is also what is deployed. */
const BUNDLE = path.resolve(__dirname, '../../bundle/index.js');
const TIMEOUT_MS = 60_000;

/** Starts the built Lambda bundle as the controller of this world. */
export async function startController(world: World): Promise<LambdaRuntime> {
  const runtime = await startLambdaRuntime({
    bundle: BUNDLE,
    env: {
      ...awsEnvironment(world.aws.endpoint),
      ...world.secrets,
      SPILLWAY_PIPELINE: world.specText,
      // The world's schedule is quick enough; each invocation is one tick, to be seen and counted.
      SPILLWAY_FOLLOW_UP_MS: '0',
    },
    logFile: path.join(world.folder, 'controller.log'),
    timeoutMs: TIMEOUT_MS,
  });
  world.cleanUp.add('the controller', () => runtime.stop());
  return runtime;
}

export interface TickRecord {
  report: TickReport;
  durationMs: number;
}

/** Invokes the controller again and again, never two at once, as a schedule with reserved concurrency 1 does. */
export interface Schedule {
  /** The durations of all ticks so far, in milliseconds. */
  readonly durationsMs: readonly number[];
  /** Settles with the first report that `wanted` accepts, from now on. Rejects with what made a tick fail. */
  until(what: string, wanted: (report: TickReport) => boolean, timeoutMs: number): Promise<TickReport>;
  /** Ends the schedule; the tick under way is waited for. */
  stop(): Promise<void>;
}

export function startSchedule(
  controller: LambdaRuntime,
  options: { everyMs: number; onTick: (record: TickRecord) => void; signal?: AbortSignal | undefined },
): Schedule {
  const durationsMs: number[] = [];
  const listeners = new Set<(report: TickReport) => void>();
  const stopped = new AbortController();
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Nobody may be waiting when a tick fails: `until` rejects then as soon as it is called.
  failed.catch(() => {});

  async function loop(): Promise<void> {
    while (!stopped.signal.aborted) {
      const startedMs = Date.now();
      const report = await controller.invoke<TickReport>({ source: 'aws.scheduler' });
      const durationMs = Date.now() - startedMs;
      durationsMs.push(durationMs);
      options.onTick({ report, durationMs });
      for (const listener of listeners) listener(report);
      await pause(options.everyMs - durationMs, stopped.signal);
    }
  }
  const running = loop().catch(fail);

  return {
    durationsMs,
    async until(what, wanted, timeoutMs) {
      let listener: ((report: TickReport) => void) | undefined;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await Promise.race([
          new Promise<TickReport>((resolve) => {
            listener = (report) => {
              if (wanted(report)) resolve(report);
            };
            listeners.add(listener);
          }),
          failed,
          aborted(options.signal),
          new Promise<never>((_, reject) => {
            timer = setTimeout(() => reject(notReached(what, timeoutMs)), timeoutMs);
          }),
        ]);
      } finally {
        clearTimeout(timer);
        if (listener) listeners.delete(listener);
      }
    },
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

function notReached(what: string, timeoutMs: number): SpillwayError {
  return new SpillwayError(
    'LOCAL_WAIT_TIMEOUT',
    `waited ${Math.round(timeoutMs / 1000)} s for ${what}.`,
    'The reasons above say what the controller was waiting for; --keep keeps the logs.',
  );
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, ms));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
