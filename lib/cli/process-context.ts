import { setTimeout as sleep } from 'node:timers/promises';
import type { CliContext } from './context';
import type { Controller, ControllerPlace } from './controller';
import { EXIT } from './exit-code';
import { mskLookup } from './msk-lookup';
import { readStream, STDIN_NAME } from './read-inputs';

/** The terminal, clock, environment and Ctrl-C of this process. */
export function processContext(): CliContext {
  let interruption: AbortController | undefined;
  /**
   * Listens to Ctrl-C from now on. Before, it ends the process at once, also while a large file keeps the process busy:
   * a command that has contacted nobody has nothing to finish.
   */
  const listening = (): AbortController => {
    if (interruption) return interruption;
    const begun = new AbortController();
    interruption = begun;
    process.on('SIGINT', () => {
      // A second Ctrl-C ends the process at once. That is safe, because the next tick continues from any state.
      if (begun.signal.aborted) process.exit(EXIT.interrupted);
      begun.abort();
    });
    return begun;
  };
  let stdin: Promise<string> | undefined;
  const context: CliContext = {
    env: process.env,
    // Node creates each stream on first use. That takes time, and most commands need only one of them.
    get stdout() {
      return ignoreClosedPipe(process.stdout);
    },
    get stderr() {
      return ignoreClosedPipe(process.stderr);
    },
    readStdin() {
      stdin ??= readStream(STDIN_NAME, process.stdin);
      return stdin;
    },
    get interactive() {
      return process.stdin.isTTY === true && process.stderr.isTTY === true;
    },
    confirm: (question) => confirm(question, listening()),
    get interrupted() {
      return listening().signal;
    },
    sleep: (ms) => sleep(ms, undefined, { signal: listening().signal }).catch(() => {}),
    nowMs: () => Date.now(),
    random: Math.random,
    newId: () => crypto.randomUUID(),
    async openController(place) {
      const controller = await openController(place, context);
      listening();
      return controller;
    },
    askMsk: mskLookup(process.env),
  };
  return context;
}

/** Loads one kind of controller. Loading clients that a command does not need would take most of its time. */
async function openController(place: ControllerPlace, context: CliContext): Promise<Controller> {
  if (place.kind === 'here') {
    const { openLocalController }: typeof import('./local-controller') = require('./local-controller');
    return openLocalController(place.specFile, context);
  }
  const { openRemoteController }: typeof import('./remote-controller') = require('./remote-controller');
  return openRemoteController(place.name, context);
}

/** Asks on the terminal. Passes on Ctrl-C, which readline takes from the terminal; Ctrl-D counts as no. */
async function confirm(question: string, interruption: AbortController): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.on('SIGINT', () => interruption.abort());
  try {
    const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    const answered = terminal.question(question, { signal: interruption.signal });
    const answer = await Promise.race([answered, ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** A reader that has seen enough, such as `head`, closes the pipe. The command then finishes without output. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (stream.listenerCount('error') === 0) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return stream;
}
