import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { logTail, startProcess } from '../../../local/process/managed-process';

const CACHE = path.resolve(__dirname, '../../../.cache');

/**
 * A Python environment in `.cache` with one package from PyPI, which the first call on a machine creates. It is created
 * in a temporary folder and then renamed. So two runs that create it at once can share either result, and an interrupted
 * run leaves nothing that looks complete. Console scripts in it do not work, because they name the interpreter by the
 * path where it was created.
 *
 * @param requirement for pip, such as `cfn-lint==1.58.0`
 * @returns the path of its interpreter
 */
export async function ensureVenv(name: string, requirement: string): Promise<string> {
  const home = path.join(CACHE, name);
  const python = path.join(home, 'bin/python');
  if (await exists(home)) return python;
  await mkdir(CACHE, { recursive: true });
  const made = await mkdtemp(`${home}.`);
  try {
    await run('python3', ['-m', 'venv', made], made);
    await run(path.join(made, 'bin/python'), ['-m', 'pip', 'install', '--quiet', requirement], made);
    await rename(made, home);
  } catch (error) {
    // Another run was faster.
    if (!(await exists(home))) throw error;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return python;
}

/** Passes on the whole environment of this process, because it also configures pip: package index, proxy, certificates. */
export function pythonEnvironment(more: Record<string, string> = {}): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), ...more };
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  const name = `${path.basename(command)} ${args.slice(0, 3).join(' ')}`;
  const logFile = path.join(cwd, 'setup.log');
  const env = pythonEnvironment();
  const child = await startProcess({ name, command, args, env, cwd, logFile }).catch((cause) => {
    throw new Error(
      `${command} could not be started, which some tests need. Install Python 3.10 or newer with venv.`,
      { cause },
    );
  });
  const { code } = await child.exited;
  if (code === 0) return;
  throw new Error(
    `${name} ended with ${code}: ${logTail(logFile, 4)} These tests need Python 3.10 or newer with venv, and PyPI.`,
  );
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
