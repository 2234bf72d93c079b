import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What one look found, and what it took. */
export interface Look {
  /** From the first byte to the last, in milliseconds. A client that connects for each look includes that. */
  ms: number;
  /** User and system time of the client's process, in milliseconds. */
  cpuMs: number;
  /** Partitions with a commit, and their lag in all. `undefined` for a program that only prints them for people. */
  partitions?: number;
  lag?: number;
  /** The highest memory of the client's process so far. */
  peakMb?: number;
  /** Bytes that the client logged. */
  loggedBytes?: number;
}

/** A client that looks at a group on demand. */
export interface Peer {
  readonly name: string;
  /** Each look is a process of its own, so none makes the next one faster. */
  readonly wholeProcess?: true;
  look(): Promise<Look>;
  stop(): Promise<void>;
}

export interface PeerProgram {
  name: string;
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** Starts a program that prints a line of JSON when it is ready, and another one for each line that it reads. */
export async function startPeer({ name, command, args, env = {} }: PeerProgram): Promise<Peer> {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const endWithParent = () => void child.kill('SIGKILL');
  process.once('exit', endWithParent);
  const answers = answersOf(name, child);
  await answers.next();
  return {
    name,
    async look() {
      child.stdin?.write('look\n');
      return (await answers.next()) as Look;
    },
    async stop() {
      process.removeListener('exit', endWithParent);
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function answersOf(name: string, child: ChildProcess): { next(): Promise<unknown> } {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2_000);
  });
  const lines: unknown[] = [];
  let waiting: { resolve(value: unknown): void; reject(error: Error): void } | undefined;
  let ended: Error | undefined;
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (waiting) waiting.resolve(JSON.parse(line));
      else lines.push(JSON.parse(line));
      waiting = undefined;
    });
  }
  const end = (why: string) => {
    ended = new Error(`${name} ended (${why}): ${said.trim()}`);
    waiting?.reject(ended);
  };
  child.once('error', (error) => end(error.message));
  child.once('close', (code, signal) => end(String(code ?? signal)));
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (lines.length > 0) resolve(lines.shift());
        else if (ended) reject(ended);
        else waiting = { resolve, reject };
      }),
  };
}
