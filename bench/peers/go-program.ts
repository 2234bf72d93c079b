import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { SpillwayError } from '../../lib/errors';
import { requireGo } from '../../local/collector/go-tool';

const run = promisify(execFile);
/** The sources stay where they are; only TypeScript is built into dist. */
const SOURCES = path.resolve('bench/peers/go');

/**
 * The path of the Go program with the clients to compare with, built into the cache when its sources have changed.
 *
 * @throws SpillwayError `GO_MISSING`, `GO_TOO_OLD`, `BENCH_PEER_BUILD_FAILED`
 */
export async function ensureGoPeers(cacheDir: string, progress: (line: string) => void): Promise<string> {
  const binary = path.resolve(cacheDir, `bench-peers-${await hashOfSources()}`);
  if (await isExecutable(binary)) return binary;
  await requireGo(process.env, { name: 'The client of franz-go', minimumGo: { major: 1, minor: 26 } });
  progress('Building the clients to compare with. This takes about half a minute, once.');
  await mkdir(cacheDir, { recursive: true });
  const draft = `${binary}.building-${process.pid}`;
  try {
    await run('go', ['build', '-o', draft, '.'], {
      cwd: SOURCES,
      env: { ...process.env, CGO_ENABLED: '0' },
    });
  } catch (cause) {
    throw new SpillwayError(
      'BENCH_PEER_BUILD_FAILED',
      `go build in bench/peers/go failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Check that Go can reach its module proxy.',
      { cause },
    );
  }
  await rename(draft, binary);
  return binary;
}

/** The versions of the Go modules in use, by module. */
export async function goModules(): Promise<Map<string, string>> {
  const text = await readFile(path.join(SOURCES, 'go.mod'), 'utf8');
  return new Map(
    [...text.matchAll(/^\s+(\S+) v(\S+)/gm)].map(([, module = '', version = '']) => [module, version]),
  );
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await readdir(SOURCES)).sort()) hash.update(await readFile(path.join(SOURCES, file)));
  return hash.digest('hex').slice(0, 12);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
