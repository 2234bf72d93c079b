import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TickReport } from '../../lib/controller/tick-report';
import { SpillwayError } from '../../lib/errors';
import { type LambdaRuntime, type LocalLambda, startLambdaRuntime } from '../lambda/lambda-runtime';
import { aborted } from '../process/aborted';
import { awsEnvironment } from './processing-tier';
import type { World } from './world';

/** The folder of the built bundle, the same one that is deployed. */
const BUILT = path.resolve(__dirname, '../..');
const TIMEOUT_MS = 60_000;

/** What a controller needs: a world, or a lane in it. */
export type Controlled = Pick<World, 'aws' | 'secrets' | 'specText' | 'folder' | 'cleanUp'>;

export interface ControllerOptions {
  /** The build folder, for callers that are not part of the build themselves. */
  built?: string;
  /** The function's timeout. It also determines how long the claim of a dead tick blocks other ticks. */
  timeoutMs?: number;
  /** How far the function's clock is ahead. @default 0 */
  clockAheadMs?: number;
}

/** Starts the built Lambda bundle as the controller of this world. */
export async function startController(
  world: Controlled,
  { built = BUILT, timeoutMs = TIMEOUT_MS, clockAheadMs = 0 }: ControllerOptions = {},
): Promise<LocalLambda> {
  const runtime = await startLambdaRuntime({
    built,
    env: {
      ...awsEnvironment(world.aws.endpoint),
      ...world.secrets,
      SPILLWAY_PIPELINE: world.specText,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      // The schedule here is fast enough, so each invocation runs only one tick, which makes ticks countable.
      SPILLWAY_FOLLOW_UP_MS: '0',
    },
    logFile: path.join(world.folder, 'controller.log'),
    timeoutMs,
    clockAheadMs,
  });
  world.cleanUp.add('the controller', () => runtime.stop());
  return runtime;
}

export interface TickRecord {
  report: TickReport;
  durationMs: number;
}

/** Invokes the controller again and again, but never twice at once, like a schedule with reserved concurrency 1. */
export interface Schedule {
  /** The durations of all ticks so far, in milliseconds. */
  readonly durationsMs: readonly number[];
  /** Resolves with the next report that `wanted` accepts. Rejects with the error of a failed tick. */
  until(what: string, wanted: (report: TickReport) => boolean, timeoutMs: number): Promise<TickReport>;
  /** Watches all reports for this long. Resolves early with the first report for which `holds` returns false. */
  whileTicking(forMs: number, holds: (report: TickReport) => boolean): Promise<TickReport | undefined>;
  /** Stops the schedule after the tick in progress. */
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
  // A tick may fail while nobody waits. In that case the next `until` rejects at once.
  failed.catch(() => {});

  async function loop(): Promise<void> {
    while (!stopped.signal.aborted) {
      const startedMs = Date.now();
      const report = await controller.invoke<TickReport>({ source: 'aws.scheduler' });
      const durationMs = Date.now() - startedMs;
      durationsMs.push(durationMs);
      options.onTick({ report, durationMs });
      for (const listener of listeners) listener(report);
      await pause(Math.max(0, options.everyMs - durationMs), undefined, { signal: stopped.signal }).catch(
        () => {},
      );
    }
  }
  const running = loop().catch(fail);

  /** The first report that `wanted` accepts; `undefined` if there was none in time. */
  async function watch(
    wanted: (report: TickReport) => boolean,
    forMs: number,
  ): Promise<TickReport | undefined> {
    let listener: ((report: TickReport) => void) | undefined;
    const over = new AbortController();
    try {
      return await Promise.race([
        new Promise<TickReport>((resolve) => {
          listener = (report) => {
            if (wanted(report)) resolve(report);
          };
          listeners.add(listener);
        }),
        failed,
        aborted(options.signal, over.signal),
        pause(forMs, undefined, { signal: over.signal }),
      ]);
    } finally {
      over.abort();
      if (listener) listeners.delete(listener);
    }
  }

  return {
    durationsMs,
    until: async (what, wanted, timeoutMs) => {
      const report = await watch(wanted, timeoutMs);
      if (report) return report;
      throw new SpillwayError(
        'LOCAL_WAIT_TIMEOUT',
        `Waited ${Math.round(timeoutMs / 1000)} s in vain for ${what}.`,
        'The reasons above show what the controller waited for. Run again with --keep to keep the logs.',
      );
    },
    whileTicking: (forMs, holds) => watch((report) => !holds(report), forMs),
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
