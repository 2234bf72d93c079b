import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Pass } from './passes';
import { added, nothingYet, type PassResult, type Summary } from './run';

const THREADS = 2;
/** The memory limit of a thread in megabytes. It must hold the worlds of two depths, and the hashes of all. */
const HEAP_MB = 3500;

/**
 * Runs passes one after another, until one finds a violation. Two threads share each pass by start state.
 *
 * @param directory the folder that contains `worker.js`
 * @param onPass called with a line about each pass when it is complete
 */
export async function runPassesInThreads(
  passes: readonly Pass[],
  directory: string,
  onPass: (line: string) => void,
): Promise<Summary> {
  let summary = nothingYet();
  for (const pass of passes) {
    if (summary.violations.length > 0) break;
    const startedMs = performance.now();
    const shares = Array.from({ length: THREADS }, (_, index) => ({ index, count: THREADS }));
    const parts = await Promise.all(shares.map((share) => runInThread({ pass, share }, directory)));
    summary = added(summary, parts);
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    onPass(`${pass.name}: ${summary.worlds.size} distinct states so far, ${seconds} s`);
  }
  return summary;
}

async function runInThread(workerData: object, directory: string): Promise<PassResult> {
  const worker = new Worker(join(directory, 'worker.js'), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const [result] = (await once(worker, 'message')) as [PassResult];
  return result;
}
