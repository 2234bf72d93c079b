import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MAX_OUTPUT = 64 * 1024 * 1024;
const run = promisify(execFile);

/** Runs a program to its end, and returns what it wrote to standard output. */
export async function output(
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout } = await run(command, args, {
    cwd,
    env: { ...process.env, ...env },
    maxBuffer: MAX_OUTPUT,
  });
  return stdout;
}
