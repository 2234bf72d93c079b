import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { SpillwayError } from '../../lib/errors';
import { waitUntil } from '../process/wait-until';
import { BINARY, buildCollector, hasCollector } from './build-collector';
import { takeLock } from './build-lock';
import { requireGo } from './go-tool';
import { type BuildableVersion, type CollectorBuild, collectorBuild } from './manifest';

const run = promisify(execFile);
const WAIT_FOR_OTHER_MS = 20 * 60_000;
const SAY_SO_EVERY_MS = 10_000;

export interface EnsureCollectorOptions {
  /** The cache folder, for example `.cache`. */
  cacheDir: string;
  version: BuildableVersion | CollectorBuild;
  /** One line a call, for people. */
  progress: (line: string) => void;
  /** The user's own Collector (OTELCOL_BIN). If set, nothing is built. */
  otelcolBin?: string | undefined;
  /** Stops the build and removes its output. */
  signal?: AbortSignal | undefined;
  /** The environment whose PATH is searched for go. @default the environment of this process */
  env?: NodeJS.ProcessEnv;
}

/**
 * The path of a Collector binary: the user's own, the cached one, or one that Go builds now. If two runs need it at the
 * same time, one builds it and the other waits.
 *
 * @throws SpillwayError `OTELCOL_BIN_UNUSABLE`, `GO_MISSING`, `GO_TOO_OLD`, `COLLECTOR_BUILD_FAILED`
 */
export async function ensureCollector(options: EnsureCollectorOptions): Promise<string> {
  if (options.otelcolBin) return requireOwnBinary(options.otelcolBin, options);
  const env = options.env ?? process.env;
  const build = buildFor(options.version);
  const targetDir = path.resolve(options.cacheDir, `otelcol-${build.version}-${build.hash}`);
  const binary = path.join(targetDir, BINARY);
  if (await hasCollector(targetDir)) return binary;
  await requireGo(env, {
    name: 'The Collector',
    minimumGo: build.minimumGo,
    instead: `set OTELCOL_BIN to a Collector v${build.version} with the Kafka components`,
  });
  await mkdir(options.cacheDir, { recursive: true });
  const lock = await lockOrFinished(targetDir, options);
  if (lock === 'finished') return binary;
  try {
    if (await hasCollector(targetDir)) return binary;
    await removeLeftovers(targetDir);
    const logFile = `${targetDir}.build.log`;
    await rm(logFile, { force: true });
    await buildCollector({
      build,
      targetDir,
      logFile,
      progress: options.progress,
      signal: options.signal,
      env,
    });
    return binary;
  } finally {
    await lock.release();
  }
}

async function lockOrFinished(targetDir: string, { progress, signal }: EnsureCollectorOptions) {
  let saidMs = Number.NEGATIVE_INFINITY;
  return waitUntil(
    'another run to build the Collector',
    async () => {
      const lock = await takeLock(`${targetDir}.lock`);
      if ('release' in lock) return lock;
      if (Date.now() - saidMs > SAY_SO_EVERY_MS) {
        progress(`Waiting for process ${lock.heldBy}, which is building the Collector.`);
        saidMs = Date.now();
      }
      return (await hasCollector(targetDir)) ? ('finished' as const) : undefined;
    },
    { timeoutMs: WAIT_FOR_OTHER_MS, everyMs: 500, ...(signal ? { signal } : {}) },
  );
}

/** Removes partial builds of killed runs. Only the holder of the lock builds, so all others are stale. */
async function removeLeftovers(targetDir: string): Promise<void> {
  const parent = path.dirname(targetDir);
  const prefix = `${path.basename(targetDir)}.building-`;
  const leftovers = (await readdir(parent)).filter((name) => name.startsWith(prefix));
  await Promise.all(leftovers.map((name) => rm(path.join(parent, name), { recursive: true, force: true })));
}

async function requireOwnBinary(
  otelcolBin: string,
  { version: wanted, progress }: EnsureCollectorOptions,
): Promise<string> {
  const { version } = buildFor(wanted);
  try {
    const { stdout } = await run(otelcolBin, ['--version'], { timeout: 30_000 });
    if (!stdout.includes(version)) {
      progress(`OTELCOL_BIN is "${stdout.trim()}". The configurations are written for ${version}.`);
    }
    return path.resolve(otelcolBin);
  } catch (cause) {
    throw new SpillwayError(
      'OTELCOL_BIN_UNUSABLE',
      `OTELCOL_BIN is ${otelcolBin}, but \`${otelcolBin} --version\` failed: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}.`,
      `Set it to a Collector v${version} with the Kafka components, or unset it to build one with Go.`,
      { cause },
    );
  }
}

function buildFor(version: EnsureCollectorOptions['version']): CollectorBuild {
  return typeof version === 'string' ? collectorBuild(version) : version;
}
