import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';
import { logTail, startProcess } from '../process/managed-process';
import type { CollectorBuild } from './manifest';

const HEARTBEAT_MS = 10_000;

export interface BuildOptions {
  build: CollectorBuild;
  /** The folder for the binary. A rename creates it once it is complete. */
  targetDir: string;
  logFile: string;
  progress: (line: string) => void;
  signal?: AbortSignal | undefined;
  env: NodeJS.ProcessEnv;
}

/** The name of the binary in its folder. */
export const BINARY = 'otelcol';

/**
 * Builds the Collector in a temporary folder, and renames the folder once it is complete. If the build ends early, it
 * removes the folder and stops the compiler.
 *
 * @throws SpillwayError `COLLECTOR_BUILD_FAILED`; the signal's reason when aborted
 */
export async function buildCollector(options: BuildOptions): Promise<void> {
  const { build, targetDir, progress } = options;
  await mkdir(path.dirname(targetDir), { recursive: true });
  const draft = await mkdtemp(`${targetDir}.building-`);
  try {
    progress(`Building the Collector v${build.version} with Go. This takes about 4 minutes, once.`);
    const env = { ...definedOnly(options.env), GOBIN: draft, CGO_ENABLED: '0' };
    await step('getting the builder', 'go', ['install', build.builder], draft, env, options);
    await writeFile(path.join(draft, 'manifest.yaml'), build.manifest);
    await step('compiling', path.join(draft, 'builder'), ['--config=manifest.yaml'], draft, env, options);
    const complete = path.join(draft, 'complete');
    await mkdir(complete);
    await rename(path.join(draft, 'out', BINARY), path.join(complete, BINARY));
    await rename(path.join(draft, 'manifest.yaml'), path.join(complete, 'manifest.yaml'));
    await moveInPlace(complete, targetDir);
    progress(`Collector v${build.version} is ready.`);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function step(
  what: string,
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string>,
  { build, logFile, progress, signal }: BuildOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const startedMs = Date.now();
  const builder = await startProcess({ name: 'Collector build', command, args, env, cwd, logFile });
  const abort = () => builder.kill('SIGKILL');
  signal?.addEventListener('abort', abort);
  const heartbeat = setInterval(() => {
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    progress(`Building the Collector: ${what}, ${seconds} s.`);
  }, HEARTBEAT_MS);
  try {
    if (signal?.aborted) abort();
    const exit = await builder.exited;
    signal?.throwIfAborted();
    if (exit.code === 0) return;
    throw new SpillwayError(
      'COLLECTOR_BUILD_FAILED',
      [
        `The build of the Collector v${build.version} exited with ${exit.code ?? exit.signal} while ${what}:`,
        ...logTail(logFile).split('\n'),
      ],
      'Check that Go can reach its module proxy, or set OTELCOL_BIN to an installed Collector.',
    );
  } finally {
    clearInterval(heartbeat);
    signal?.removeEventListener('abort', abort);
  }
}

async function moveInPlace(complete: string, targetDir: string): Promise<void> {
  try {
    await rename(complete, targetDir);
  } catch (cause) {
    // Another run was faster. Its folder was complete before the rename.
    if (await hasCollector(targetDir)) return;
    throw new SpillwayError(
      'COLLECTOR_BUILD_FAILED',
      `The built Collector could not be moved to ${targetDir}.`,
      'Remove that folder and try again.',
      { cause },
    );
  }
}

export async function hasCollector(dir: string): Promise<boolean> {
  try {
    await access(path.join(dir, BINARY), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
