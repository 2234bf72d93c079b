import { spawn } from 'node:child_process';
import path from 'node:path';
import { awsEnvironment } from '../../../local/world/processing-tier';
import { CANARY } from '../canary/canary';
import { keepOutput } from '../canary/keep-output';

const MAIN = path.resolve(__dirname, '../../../dist/bundle/spillway.js');
const TERMINAL = path.resolve(__dirname, 'terminal.py');

export interface CliProcess {
  /** The output so far. */
  stdout(): string;
  stderr(): string;
  /** Ctrl-C. */
  interrupt(): void;
  /** The exit code, once all output has arrived. */
  readonly ended: Promise<number | null>;
}

/**
 * Starts the built command line in its own process, without a terminal.
 *
 * @param env environment variables besides PATH and those of AWS
 */
export function startCli(args: string[], endpoint: string, env: Record<string, string> = {}): CliProcess {
  return start(process.execPath, [MAIN, ...args], endpoint, env);
}

/** Runs the built command line until it ends. */
export async function runCli(args: string[], endpoint: string) {
  const cli = startCli(args, endpoint);
  const code = await cli.ended;
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

/** Runs the built command line on a terminal, and types these keys at the question. All output is on `stdout`. */
export async function runCliOnTerminal(args: string[], endpoint: string, keys: string) {
  const cli = start('python3', [TERMINAL, '[y/N]', keys, process.execPath, MAIN, ...args], endpoint);
  const code = await cli.ended;
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

function start(
  command: string,
  args: string[],
  endpoint: string,
  env: Record<string, string> = {},
): CliProcess {
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH,
      ...awsEnvironment(endpoint),
      AWS_SECRET_ACCESS_KEY: CANARY,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const stdout = () => Buffer.concat(out).toString();
  const stderr = () => Buffer.concat(err).toString();
  return {
    ...{ stdout, stderr },
    interrupt: () => void child.kill('SIGINT'),
    ended: new Promise((resolve) =>
      child.once('close', (code) => {
        keepOutput(stdout() + stderr());
        resolve(code);
      }),
    ),
  };
}
