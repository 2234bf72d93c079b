import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SpillwayError } from '../../lib/errors';
import { MINIMUM_GO } from './manifest';

const run = promisify(execFile);

const HINT = `Install Go ${MINIMUM_GO.major}.${MINIMUM_GO.minor} or later from https://go.dev/dl/, or set OTELCOL_BIN to a Collector v0.160.0 with the Kafka components.`;

/**
 * Checks that a Go that can build the Collector is on the PATH.
 *
 * @throws SpillwayError `GO_MISSING`, `GO_TOO_OLD`
 */
export async function requireGo(env: NodeJS.ProcessEnv): Promise<void> {
  const version = await goVersion(env);
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major === undefined || minor === undefined || Number.isNaN(major + minor)) return;
  if (major > MINIMUM_GO.major || (major === MINIMUM_GO.major && minor >= MINIMUM_GO.minor)) return;
  throw new SpillwayError(
    'GO_TOO_OLD',
    `The Collector is built from source, and the Go on the PATH is ${version}.`,
    HINT,
  );
}

async function goVersion(env: NodeJS.ProcessEnv): Promise<string> {
  try {
    // The toolchain that Go would run, which it may have downloaded itself, not only the one installed.
    const { stdout } = await run('go', ['env', 'GOVERSION'], { env, timeout: 30_000 });
    return stdout.trim().replace(/^go/, '');
  } catch (cause) {
    throw new SpillwayError(
      'GO_MISSING',
      'The Collector is built from source, and no Go runs from the PATH.',
      HINT,
      { cause },
    );
  }
}
