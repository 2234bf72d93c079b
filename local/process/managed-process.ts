import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';

/** SIGSTOP and SIGCONT simulate a process that hangs and then recovers. */
export type ProcessSignal = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ProcessRequest {
  /** The name in messages: "Kafka broker", "Collector task 3". */
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** The file to which standard output and error are appended. */
  logFile: string;
}

export interface ManagedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when the process has exited. */
  readonly exited: Promise<ProcessExit>;
  readonly running: boolean;
  kill(signal: ProcessSignal): void;
  /** Sends SIGTERM, then SIGKILL after `graceMs`. Resolves when the process has exited. */
  stop(graceMs: number): Promise<ProcessExit>;
}

const alive = new Set<ChildProcess>();

// However this process ends, except by SIGKILL, the processes that it started end with it.
process.on('exit', () => {
  for (const child of alive) signal(child, 'SIGKILL');
});

/**
 * Starts a process of the embedded world in its own process group. Ctrl-C then reaches only Spillway, which stops
 * everything in order.
 *
 * @throws SpillwayError `LOCAL_PROCESS_NOT_STARTED`
 */
export async function startProcess(request: ProcessRequest): Promise<ManagedProcess> {
  mkdirSync(path.dirname(request.logFile), { recursive: true });
  const log = openSync(request.logFile, 'a');
  const child = spawn(request.command, request.args, {
    cwd: request.cwd,
    env: request.env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, exitSignal) => {
      alive.delete(child);
      resolve({ code, signal: exitSignal });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', (cause) =>
      reject(
        new SpillwayError(
          'LOCAL_PROCESS_NOT_STARTED',
          `${request.name} could not be started as ${request.command}: ${cause.message}.`,
          'Check that the file exists and is executable.',
          { cause },
        ),
      ),
    );
  });
  alive.add(child);
  if (child.exitCode !== null || child.signalCode !== null) alive.delete(child);
  return managed(child, request, exited);
}

function managed(child: ChildProcess, request: ProcessRequest, exited: Promise<ProcessExit>): ManagedProcess {
  const self: ManagedProcess = {
    name: request.name,
    pid: child.pid as number,
    logFile: request.logFile,
    exited,
    get running() {
      return alive.has(child);
    },
    kill: (which) => signal(child, which),
    async stop(graceMs) {
      signal(child, 'SIGTERM');
      const timer = setTimeout(() => signal(child, 'SIGKILL'), graceMs);
      try {
        return await exited;
      } finally {
        clearTimeout(timer);
      }
    },
  };
  return self;
}

function signal(child: ChildProcess, which: ProcessSignal): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, which);
  } catch {
    // ESRCH means that it exited between the check and the call.
  }
}

/** The last lines of a process's log, for the error that reports its exit. */
export function logTail(logFile: string, lines = 12): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}
