import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { largeConfig } from './large-config';

/** The built command line. This file runs from dist/bench. */
const COMMAND = path.resolve(__dirname, '../bundle/spillway.js');

/** Milliseconds from the start of a process to its end. */
export interface ProcessTimes {
  median: number;
  least: number;
}

/**
 * Measures `spillway lint` on a file with this many lines, alternating with an empty Node process.
 *
 * @param nowMs a clock with a resolution below a millisecond
 */
export function measureLint(
  lines: number,
  runs: number,
  nowMs: () => number,
): { lint: ProcessTimes; node: ProcessTimes } {
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-bench-'));
  try {
    const file = path.join(folder, 'processing.yaml');
    writeFileSync(file, largeConfig(lines));
    const lint: number[] = [];
    const node: number[] = [];
    for (let run = 0; run < runs; run++) {
      lint.push(timeOf([COMMAND, 'lint', file], nowMs));
      node.push(timeOf(['-e', '0'], nowMs));
    }
    return { lint: timesOf(lint), node: timesOf(node) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timeOf(args: string[], nowMs: () => number): number {
  const beganMs = nowMs();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const tookMs = nowMs() - beganMs;
  // Exit code 1 only means that there are findings.
  if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return tookMs;
}

function timesOf(tookMs: readonly number[]): ProcessTimes {
  const sorted = [...tookMs].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, least: sorted[0] ?? 0 };
}
