import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Peer, PeerProgram } from './peer';

const run = promisify(execFile);
/** Runs the command, and prints the processor time of it and its children to standard error. */
const WITH_CPU_TIME = '"$0" "$@" 2>&1; code=$?; times >&2; exit $code';
const MOST_OUTPUT = 64 * 1024 * 1024;

/** A program that looks once and ends: each look is a whole process. */
export function wholeProcess({ name, command, args, env = {} }: PeerProgram): Peer {
  return {
    name,
    wholeProcess: true,
    async look() {
      const beganMs = performance.now();
      const { stderr } = await run('bash', ['-c', WITH_CPU_TIME, command, ...args], {
        env: { PATH: process.env.PATH ?? '', ...env },
        maxBuffer: MOST_OUTPUT,
      }).catch((error: Error & { stdout?: string }) => {
        throw new Error(`${name} failed: ${error.stdout?.slice(-2_000)}`);
      });
      return { ms: performance.now() - beganMs, cpuMs: childrenCpuMs(stderr) };
    },
    async stop() {},
  };
}

/** The last line of `times` in bash: user and system time of the children, such as `0m11.619s 0m0.204s`. */
function childrenCpuMs(stderr: string): number {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000,
    0,
  );
}
