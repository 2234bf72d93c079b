import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '../../../local/process/free-ports';
import { logTail, startProcess } from '../../../local/process/managed-process';
import { waitUntil } from '../../../local/process/wait-until';
import { ensureVenv, pythonEnvironment } from '../process/python-venv';

/** The exact version matters, because `moto-with-lambdas.py` depends on moto's internals. */
export const MOTO_VERSION = '5.2.5';

export interface Moto {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface MotoKind {
  /** The script in this folder to run. Its arguments are the port, followed by `args`. */
  script: string;
  args: string[];
  /** The Python environment in `.cache`, and the extras of moto in it. */
  home: string;
  extras: string[];
}

/** Starts a separate, empty moto server. The first call on a machine installs moto from PyPI. */
export function startMoto(): Promise<Moto> {
  return startMotoKind({
    script: 'moto-server.py',
    args: [],
    home: `venv-moto-${MOTO_VERSION}`,
    extras: ['ssm', 'ecs', 'applicationautoscaling', 'server'],
  });
}

/** Starts a moto server with a different script or different extras from those of `startMoto`. */
export async function startMotoKind(kind: MotoKind): Promise<Moto> {
  const python = await ensureVenv(kind.home, `moto[${kind.extras.join()}]==${MOTO_VERSION}`);
  const [port = 0] = await freePorts(1);
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-moto-'));
  const endpoint = `http://127.0.0.1:${port}`;
  const server = await startProcess({
    name: 'moto',
    command: python,
    args: [path.join(__dirname, kind.script), String(port), ...kind.args],
    env: pythonEnvironment({ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }),
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
