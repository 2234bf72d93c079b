import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SpillwayError } from '../../lib/errors';
import type { CollectorBuild } from './manifest';

const run = promisify(execFile);

type Needed = Pick<CollectorBuild, 'version' | 'minimumGo'>;

/**
 * Checks that the PATH contains a Go that can build the Collector.
 *
 * @throws SpillwayError `GO_MISSING`, `GO_TOO_OLD`
 */
export async function requireGo(env: NodeJS.ProcessEnv, needed: Needed): Promise<void> {
  const { minimumGo } = needed;
  const version = await goVersion(env, needed);
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major === undefined || minor === undefined || Number.isNaN(major + minor)) return;
  if (major > minimumGo.major || (major === minimumGo.major && minor >= minimumGo.minor)) return;
  throw new SpillwayError(
    'GO_TOO_OLD',
    `The Collector is built from source, and the Go on the PATH is ${version}, which is too old.`,
    hint(needed),
  );
}

async function goVersion(env: NodeJS.ProcessEnv, needed: Needed): Promise<string> {
  try {
    // The toolchain that Go would run. It may be a downloaded one, not only the installed one.
    const { stdout } = await run('go', ['env', 'GOVERSION'], { env, timeout: 30_000 });
    return stdout.trim().replace(/^go/, '');
  } catch (cause) {
    throw new SpillwayError(
      'GO_MISSING',
      'The Collector is built from source, and there is no go command on the PATH.',
      hint(needed),
      { cause },
    );
  }
}

function hint({ version, minimumGo }: Needed): string {
  return `Install Go ${minimumGo.major}.${minimumGo.minor} or later from https://go.dev/dl/, or set OTELCOL_BIN to a Collector v${version} with the Kafka components.`;
}
