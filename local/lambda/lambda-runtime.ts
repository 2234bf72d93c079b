import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';
import { isErrorCode } from '../../lib/errors/catalog';
import { logTail } from '../process/managed-process';

export interface LambdaRuntimeOptions {
  /** The build folder, `dist`, with the bundle and the code of the child process. */
  built: string;
  /** The complete environment of the function. */
  env: Record<string, string>;
  /** The function's standard output and error, which contain its structured logs. */
  logFile: string;
  /** The function's timeout. */
  timeoutMs: number;
  /** How far the function's clock is ahead. @default 0 */
  clockAheadMs?: number;
}

export interface LambdaRuntime {
  /**
   * Invokes the function and waits for its response.
   *
   * @throws SpillwayError with the error code of the function, or `LAMBDA_TIMED_OUT`, `LAMBDA_ENDED`
   */
  invoke<T>(event: unknown): Promise<T>;
  /** Kills the function's process, as Lambda does. The next invocation needs a new runtime. */
  stop(): Promise<void>;
}

/** A runtime in a process of this machine. */
export interface LocalLambda extends LambdaRuntime {
  readonly pid: number;
}

interface Answer {
  id: string;
  result?: unknown;
  error?: { name: string; message: string };
}

/** Runs the built Lambda bundle in a separate process, with the environment of a deployment. */
export async function startLambdaRuntime(options: LambdaRuntimeOptions): Promise<LocalLambda> {
  const log = openSync(options.logFile, 'a');
  const code = path.join(options.built, 'local/lambda/runtime-child.js');
  const child = fork(code, [path.join(options.built, 'bundle/index.js'), String(options.clockAheadMs ?? 0)], {
    env: options.env,
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
    // Spillway handles Ctrl-C and then stops the function properly.
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([
    new Promise<void>((resolve) => child.once('message', () => resolve())),
    ended.then(() => {
      throw endedError(options);
    }),
  ]);
  const killWithParent = () => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  return {
    pid: child.pid ?? 0,
    invoke: (event) => invoke(child, options, event, ended),
    async stop() {
      process.removeListener('exit', killWithParent);
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function invoke<T>(
  child: ChildProcess,
  options: LambdaRuntimeOptions,
  event: unknown,
  ended: Promise<void>,
): Promise<T> {
  const id = randomUUID();
  let timer: NodeJS.Timeout | undefined;
  let listen: ((answer: Answer) => void) | undefined;
  try {
    const answer = await Promise.race([
      new Promise<Answer>((resolve) => {
        listen = (message) => {
          if (message.id === id) resolve(message);
        };
        child.on('message', listen);
        // If the process has ended, `ended` says so.
        child.send({ id, event, timeoutMs: options.timeoutMs }, () => {});
      }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(timedOut(options)), options.timeoutMs);
      }),
      ended.then(() => {
        throw endedError(options);
      }),
    ]);
    if (answer.error) throw failed(answer.error);
    return answer.result as T;
  } finally {
    clearTimeout(timer);
    if (listen) child.off('message', listen);
  }
}

/** The function's error. Its name is the code, and its message says what happened and what to do. */
function failed({ name, message }: { name: string; message: string }): SpillwayError {
  if (!isErrorCode(name)) {
    return new SpillwayError('LAMBDA_FUNCTION_FAILED', `The controller failed: ${name} ${message}`, '');
  }
  return new SpillwayError(
    name,
    message.startsWith(`${name} `) ? message.slice(name.length + 1) : message,
    '',
  );
}

function timedOut({ timeoutMs, logFile }: LambdaRuntimeOptions): SpillwayError {
  return new SpillwayError(
    'LAMBDA_TIMED_OUT',
    `The controller did not respond within ${timeoutMs / 1000} s.`,
    `Read its log, ${logFile}.`,
  );
}

function endedError({ logFile }: LambdaRuntimeOptions): SpillwayError {
  return new SpillwayError(
    'LAMBDA_ENDED',
    ['The process of the controller exited:', ...logTail(logFile).split('\n')],
    `Read its log, ${logFile}.`,
  );
}
