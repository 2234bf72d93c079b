import { type CrashRun, crashRun, type Job } from './crash-run';
import type { CrashWorld } from './crash-world';
import type { Moment } from './kill-switch';

/** One run of the table. */
export interface CrashRow extends CrashRun {
  job: Job;
  moment: Moment;
}

export interface CrashRunsOptions {
  job: Job;
  moment: Moment;
  /** So many at the same time, each in a lane of its own: most of a run is waiting. */
  lanes: number;
  signal?: AbortSignal | undefined;
  onRun(row: CrashRow): void;
}

/**
 * Run after run, each ended at the first effect that none was ended at before, until one comes through: then there has
 * been a run for every single effect.
 */
export async function crashRuns(crashWorld: CrashWorld, options: CrashRunsOptions): Promise<CrashRow[]> {
  const { job, moment, lanes, signal, onRun } = options;
  const rows: CrashRow[] = [];
  const taken = new Set<string>();
  const at = (key: string): boolean => {
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  };
  let runs = 0;
  let through = false;
  const work = async () => {
    while (!through) {
      signal?.throwIfAborted();
      const lane = `${job}-${moment}-${++runs}`;
      const run = await crashRun(crashWorld, lane, { job, plan: { at, moment } });
      if (run.killedAt === undefined) through = true;
      const row = { job, moment, ...run };
      rows.push(row);
      onRun(row);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return rows;
}
