import { type CrashRun, crashRun } from './crash-run';
import type { CrashWorld } from './crash-world';
import type { Moment } from './kill-switch';

/** One run of the table. */
export interface CrashRow extends CrashRun {
  /** The effect's number, from 1. */
  effect: number;
}

export interface CrashRunsOptions {
  moment: Moment;
  /** So many at the same time, each in a lane of its own: most of a run is waiting. */
  lanes: number;
  from: number;
  to: number;
  signal?: AbortSignal | undefined;
  onRun(row: CrashRow): void;
}

/** A run for each effect, one after another, until one has no more effects to be ended at; that one is the last row. */
export async function crashRuns(crashWorld: CrashWorld, options: CrashRunsOptions): Promise<CrashRow[]> {
  const { moment, lanes, from, to, signal, onRun } = options;
  const rows: CrashRow[] = [];
  let next = from;
  let undisturbed = false;
  const work = async () => {
    while (!undisturbed && next <= to) {
      signal?.throwIfAborted();
      const effect = next++;
      const at = (number: number) => number === effect;
      const run = await crashRun(crashWorld, `${moment}-${effect}`, { at, moment });
      if (run.killedAt === undefined) undisturbed = true;
      const row = { effect, ...run };
      rows.push(row);
      onRun(row);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return rows.sort((a, b) => a.effect - b.effect);
}
