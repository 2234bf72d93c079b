import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SpillwayError } from '../../lib/errors';
import type { GoVersion } from './manifest';

const run = promisify(execFile);

/** What is built with Go. */
export interface GoProgram {
  /** In messages: `The Collector`. */
  name: string;
  minimumGo: GoVersion;
  /** What to do without Go, if anything: `set OTELCOL_BIN to an installed Collector`. */
  instead?: string;
}

/**
 * Checks that the PATH contains a Go that can build the program.
 *
 * @throws SpillwayError `GO_MISSING`, `GO_TOO_OLD`
 */
export async function requireGo(env: NodeJS.ProcessEnv, program: GoProgram): Promise<void> {
  const { minimumGo } = program;
  const version = await goVersion(env, program);
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major === undefined || minor === undefined || Number.isNaN(major + minor)) return;
  if (major > minimumGo.major || (major === minimumGo.major && minor >= minimumGo.minor)) return;
  throw new SpillwayError(
    'GO_TOO_OLD',
    `${program.name} is built from source, and the Go on the PATH is ${version}, which is too old.`,
    hint(program),
  );
}

async function goVersion(env: NodeJS.ProcessEnv, program: GoProgram): Promise<string> {
  try {
    // The toolchain that Go would run. It may be a downloaded one, not only the installed one.
    const { stdout } = await run('go', ['env', 'GOVERSION'], { env, timeout: 30_000 });
    return stdout.trim().replace(/^go/, '');
  } catch (cause) {
    throw new SpillwayError(
      'GO_MISSING',
      `${program.name} is built from source, and there is no go command on the PATH.`,
      hint(program),
      { cause },
    );
  }
}

function hint({ minimumGo, instead }: GoProgram): string {
  const install = `Install Go ${minimumGo.major}.${minimumGo.minor} or later from https://go.dev/dl/`;
  return instead ? `${install}, or ${instead}.` : `${install}.`;
}
