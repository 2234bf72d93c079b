import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DemoResult } from '../../../local/demo/demo-result';

const ROOT = path.resolve(__dirname, '../../..');

export interface Ended {
  code: number | null;
  output: string;
  /** The content of the `--report` file; absent if there is none. */
  report: DemoResult | undefined;
}

/** Runs the built demonstration, as `npm start -- ...args` does after its build, and waits until it ends. */
export async function runDemoProcess(args: string[]): Promise<Ended> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-e2e-'));
  const file = path.join(folder, 'report.json');
  try {
    const { child, output } = startDemoProcess([...args, '--report', file]);
    const code = await exitOf(child);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    return {
      code,
      output: output(),
      report: text === undefined ? undefined : (JSON.parse(text) as DemoResult),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts the built demonstration. `output` returns what it has printed so far. */
export function startDemoProcess(
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/local/main.js'), ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}
