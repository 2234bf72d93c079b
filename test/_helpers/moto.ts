import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';
import { freePorts } from '../../local/process/free-ports';
import { logTail, startProcess } from '../../local/process/managed-process';
import { waitUntil } from '../../local/process/wait-until';

/** moto's, which `moto-with-lambdas.py` depends on to the letter. */
export const MOTO_VERSION = '5.2.5';
const CACHE = path.resolve(__dirname, '../../.cache');

export interface Moto {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface MotoKind {
  /** Its script beside this file, which gets the port and then `args`. */
  script: string;
  args: string[];
  /** The Python environment in `.cache`, and moto's extras in it. */
  home: string;
  extras: string[];
}

/** A moto server of its own, with nothing in it. The first call on a machine installs moto from PyPI. */
export function startMoto(): Promise<Moto> {
  return startMotoKind({
    script: 'moto-server.py',
    args: [],
    home: `venv-moto-${MOTO_VERSION}`,
    extras: ['ssm', 'ecs', 'applicationautoscaling', 'server'],
  });
}

/** A moto server with another script or other parts than `startMoto`'s. */
export async function startMotoKind(kind: MotoKind): Promise<Moto> {
  const home = path.join(CACHE, kind.home);
  await ensureMoto(home, kind.extras);
  const [port = 0] = await freePorts(1);
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-moto-'));
  const endpoint = `http://127.0.0.1:${port}`;
  const server = await startProcess({
    name: 'moto',
    command: path.join(home, 'bin/python'),
    args: [path.join(__dirname, kind.script), String(port), ...kind.args],
    env: environment({ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }),
    cwd: folder,
    logFile: path.join(folder, 'moto.log'),
  });
  const stop = async () => {
    await server.stop(5_000);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntil(
      'moto to answer',
      async () => {
        if (!server.running) throw new Error(`moto ended: ${logTail(server.logFile)}`);
        return (await fetch(endpoint).catch(() => undefined)) !== undefined;
      },
      { timeoutMs: 60_000 },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
}

/**
 * The environment is made beside its place and then renamed, so that of two runs that make it at once either one
 * serves both, and one that was interrupted leaves nothing that looks finished.
 */
async function ensureMoto(home: string, extras: string[]): Promise<void> {
  if (await exists(home)) return;
  await mkdir(CACHE, { recursive: true });
  const made = await mkdtemp(`${home}.`);
  try {
    await run('python3', ['-m', 'venv', made], made);
    const pip = ['-m', 'pip', 'install', '--quiet', `moto[${extras.join()}]==${MOTO_VERSION}`];
    await run(path.join(made, 'bin/python'), pip, made);
    await rename(made, home);
  } catch (error) {
    // Another run was first.
    if (!(await exists(home))) throw error;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  const name = `${path.basename(command)} ${args.slice(0, 3).join(' ')}`;
  const logFile = path.join(cwd, 'setup.log');
  const child = await startProcess({ name, command, args, env: environment({}), cwd, logFile }).catch(
    (cause) => {
      throw new SpillwayError(
        'PYTHON_MISSING',
        `${command} could not be started, which moto needs.`,
        'Install Python 3.10 or newer with venv.',
        { cause },
      );
    },
  );
  const { code } = await child.exited;
  if (code === 0) return;
  throw new SpillwayError(
    'MOTO_NOT_INSTALLED',
    `${name} ended with ${code}: ${logTail(logFile, 4)}`,
    'The contract tests need Python 3.10 or newer with venv, and PyPI.',
  );
}

/** The whole environment, since pip is configured by it: a package index, a proxy, certificates. */
function environment(more: Record<string, string>): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), ...more };
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
