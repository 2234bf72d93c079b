import { setTimeout as sleep } from 'node:timers/promises';
import { mskAsker } from './ask-msk';
import type { CliContext } from './context';
import type { Controller, ControllerPlace } from './controller';
import { EXIT } from './exit-code';
import { readStream, STDIN_NAME } from './read-inputs';

/** This process's terminal, clock, environment and Ctrl-C. */
export function processContext(): CliContext {
  const interruption = new AbortController();
  process.on('SIGINT', () => {
    // The second time is not asked for reasons: killed anywhere, the next tick goes on.
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    interruption.abort();
  });
  const context: CliContext = {
    env: process.env,
    // Node makes each stream when it is first asked for, and most commands need one of them.
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    readStdin: () => readStream(STDIN_NAME, process.stdin),
    get interactive() {
      return process.stdin.isTTY === true && process.stderr.isTTY === true;
    },
    confirm: (question) => confirm(question, interruption),
    interrupted: interruption.signal,
    sleep: (ms) => sleep(ms, undefined, { signal: interruption.signal }).catch(() => {}),
    nowMs: () => Date.now(),
    random: Math.random,
    newId: () => crypto.randomUUID(),
    openController: (place) => openController(place, context),
    askMsk: mskAsker(process.env),
  };
  return context;
}

/** Loaded when it is asked for: most of a command's time would be the clients it does not need. */
async function openController(place: ControllerPlace, context: CliContext): Promise<Controller> {
  if (place.kind === 'here') {
    const { openLocalController }: typeof import('./local-controller') = require('./local-controller');
    return openLocalController(place.specFile, context);
  }
  const { openRemoteController }: typeof import('./remote-controller') = require('./remote-controller');
  return openRemoteController(place.name, context);
}

/** A terminal in line mode keeps Ctrl-C to itself, so it is passed on; Ctrl-D is no. */
async function confirm(question: string, interruption: AbortController): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.on('SIGINT', () => interruption.abort());
  try {
    const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    const asked = terminal.question(question, { signal: interruption.signal });
    const answer = await Promise.race([asked, ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
