import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { CANARY } from '../canary/canary';
import { keepOutput } from '../canary/keep-output';
import { cpuSeconds, WITH_CPU_TIME } from '../process/cpu-time';

const BIN = path.resolve(__dirname, '../../../dist/bundle/spillway.js');

/** The result of a command line that has ended. */
/** Tens of thousands of findings are megabytes. */
const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Time from the start of the process to its end. */
  tookMs: number;
}

/** Runs the built command line in its own process, without settings of AWS and Kafka but for a canary. */
export function spillway(args: string[], input: string | Buffer = ''): Ended {
  const beganMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    input,
    env: { PATH: process.env.PATH, SPILLWAY_KAFKA_PASSWORD: CANARY },
    timeout: 60_000,
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  keepOutput(stdout + stderr);
  return { code: status, stdout, stderr, tookMs: performance.now() - beganMs };
}

/** Like `spillway`, but also measures the processor time. */
export function spillwayTimed(args: string[]): { code: number | null; tookCpuSeconds: number } {
  const { status, stderr } = spawnSync('bash', ['-c', WITH_CPU_TIME, process.execPath, BIN, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  return { code: status, tookCpuSeconds: cpuSeconds(stderr) };
}
