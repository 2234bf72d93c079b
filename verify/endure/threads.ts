import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Fault } from './fault';
import type { Verdict } from './judge';

const THREADS = 2;

/**
 * Divides the faults between two threads. Returns the verdicts in the order of the faults, and calls `done` with each
 * verdict as soon as it is known.
 */
export async function runInThreads(
  faults: readonly Fault[],
  hours: number,
  done: (verdict: Verdict) => void,
): Promise<Verdict[]> {
  const left = [...faults];
  const verdicts = new Map<string, Verdict>();
  const work = async () => {
    const worker = new Worker(join(__dirname, 'worker.js'));
    try {
      for (let fault = left.shift(); fault; fault = left.shift()) {
        worker.postMessage({ name: fault.name, hours });
        const [{ verdict, error }] = (await once(worker, 'message')) as [
          { verdict?: Verdict; error?: string },
        ];
        if (!verdict) throw new Error(`${fault.name}: ${error}`);
        verdicts.set(fault.name, verdict);
        done(verdict);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(THREADS, faults.length) }, work));
  return faults.flatMap(({ name }) => verdicts.get(name) ?? []);
}
