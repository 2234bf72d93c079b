import { SpillwayError } from '../lib/errors';
import { seededRandom } from '../verify/memory/random';
import type { Target } from './target';

/** An input that made a reader throw something without a code, or take too long. */
export interface Crash {
  target: string;
  input: string;
  /** What was thrown, how long it took, or how much memory. */
  what: string;
}

export interface FuzzResult {
  inputs: number;
  crashes: Crash[];
  seconds: number;
}

export interface FuzzLimits {
  seed: number;
  inputs: number;
  seconds: number;
}

/** Far more than any of these texts needs, also on a busy machine. */
const TOO_SLOW_MS = 5_000;
/** A thousand times the longest input. */
const TOO_LARGE_BYTES = 64 * 1024 * 1024;

/** Feeds changed texts to all targets until a limit is reached. A seed repeats the inputs. */
export async function fuzz(targets: readonly Target[], limits: FuzzLimits): Promise<FuzzResult> {
  const random = seededRandom(limits.seed);
  const beganMs = performance.now();
  const seconds = () => (performance.now() - beganMs) / 1000;
  const wheel = targets.flatMap((target) => Array<Target>(target.weight).fill(target));
  const crashes: Crash[] = [];
  let inputs = 0;
  while (inputs < limits.inputs && seconds() < limits.seconds) {
    const target = wheel[Math.floor(random() * wheel.length)];
    if (!target) break;
    const input = target.next(random);
    inputs += 1;
    const what = await crashOf(target, input);
    if (what !== undefined) crashes.push({ target: target.name, input, what });
  }
  return { inputs, crashes, seconds: Math.round(seconds()) };
}

async function crashOf(target: Target, input: string): Promise<string | undefined> {
  const beganMs = performance.now();
  const bytesBefore = memoryInUse();
  try {
    await target.read(input);
  } catch (error) {
    if (!(error instanceof SpillwayError))
      return error instanceof Error ? (error.stack ?? '') : String(error);
  }
  const tookMs = performance.now() - beganMs;
  if (tookMs > TOO_SLOW_MS) return `took ${Math.round(tookMs)} ms`;
  const tookBytes = memoryInUse() - bytesBefore;
  return tookBytes > TOO_LARGE_BYTES ? `took ${Math.round(tookBytes / 2 ** 20)} MB` : undefined;
}

/** On the heap and in buffers. A buffer counts also before it is written to. */
function memoryInUse(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
