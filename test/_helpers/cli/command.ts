import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { cpuSeconds, WITH_CPU_TIME } from '../process/cpu-time';

const BIN = path.resolve(__dirname, '../../../dist/bundle/spillway.js');

/** What a command line that was run to its end printed. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  /** From the start of the process to its end. */
  tookMs: number;
}

/** Runs the built command line in a process of its own, without AWS or Kafka settings. */
export function spillway(args: string[], input: string | Buffer = ''): Ended {
  const beganMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    input,
    env: { PATH: process.env.PATH },
    timeout: 60_000,
  });
  return { code: status, stdout, stderr, tookMs: performance.now() - beganMs };
}

/** Runs it as `spillway` does, and measures its processor time. */
export function spillwayTimed(args: string[]): { code: number | null; tookCpuSeconds: number } {
  const { status, stderr } = spawnSync('bash', ['-c', WITH_CPU_TIME, process.execPath, BIN, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  return { code: status, tookCpuSeconds: cpuSeconds(stderr) };
}
