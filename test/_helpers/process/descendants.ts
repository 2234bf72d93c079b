import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Processes that descend from `pid`, also those in other process groups. */
export function descendants(pid: number): number[] {
  const children = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? 0);
  return [...children, ...children.flatMap(descendants)];
}

export function isAlive(pid: number): boolean {
  try {
    // A zombie that init has not collected yet has ended.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
