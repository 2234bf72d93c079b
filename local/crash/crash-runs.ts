import { type CrashRun, crashRun, type Job } from './crash-run';
import type { CrashWorld } from './crash-world';
import type { Moment } from './kill-switch';

/** One run of the table. */
export interface CrashRow extends CrashRun {
  job: Job;
  moment: Moment | 'instant';
}

export interface CrashRunsOptions {
  job: Job;
  moment: Moment;
  /** How many runs take place at the same time, each in its own lane, because a run spends most of its time waiting. */
  lanes: number;
  onRun(row: CrashRow): void;
}

/**
 * Repeats the run, and each time kills the controller at the first effect where no earlier run did. It ends when a run
 * completes without a kill, because then every effect has had its run.
 */
export async function crashRuns(crashWorld: CrashWorld, options: CrashRunsOptions): Promise<CrashRow[]> {
  const { job, moment, lanes, onRun } = options;
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

export interface InstantRunsOptions extends Omit<CrashRunsOptions, 'moment'> {
  instants: number;
}

/**
 * Repeats the run, and each time kills the controller at another instant, whatever it is doing then. A first run that is
 * not disturbed says how long the command takes.
 */
export async function instantRuns(crashWorld: CrashWorld, options: InstantRunsOptions): Promise<CrashRow[]> {
  const { job, lanes, instants, onRun } = options;
  const rows: CrashRow[] = [];
  const run = async (lane: string, afterMs: number): Promise<CrashRow> => {
    const row = {
      job,
      moment: 'instant' as const,
      ...(await crashRun(crashWorld, lane, { job, plan: { afterMs } })),
    };
    rows.push(row);
    onRun(row);
    return row;
  };
  const { commandMs } = await run(`${job}-undisturbed`, NEVER_MS);
  const left = Array.from({ length: instants }, () => Math.round(Math.random() * commandMs));
  const work = async () => {
    for (let afterMs = left.pop(); afterMs !== undefined; afterMs = left.pop()) {
      await run(`${job}-instant-${left.length}`, afterMs);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return rows;
}

/** Longer than any command here, and short enough for a timer. */
const NEVER_MS = 2 ** 31 - 1;
