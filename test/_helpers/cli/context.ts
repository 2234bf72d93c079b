import type { CliContext } from '../../../lib/cli/context';
import type { ControllerPlace } from '../../../lib/cli/controller';
import type { TickReport } from '../../../lib/controller/tick-report';
import type { OperatorEvent } from '../../../lib/runtime/event-schema';

/** The test controller's reply to one request. An error is thrown. */
export type Reply = TickReport | Error;

/** An in-memory context whose controller has prepared replies. It records output, questions and waits. */
export interface TestCli {
  context: CliContext;
  out(): string;
  err(): string;
  /** Every event that reached the controller. */
  events: OperatorEvent[];
  places: ControllerPlace[];
  questions: string[];
  waitsMs: number[];
  /** How often a controller was closed. */
  closed(): number;
  /** Ctrl-C. */
  interrupt(): void;
}

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');

/**
 * @param replies the controller's replies, one per request; the last one is repeated
 * @param options.stdin the content of standard input
 * @param options.answers answers to questions on the terminal; without any there is no terminal
 * @param options.onWait called on each pause with its number, from 1
 */
export function testCli(
  replies: readonly Reply[],
  options: { answers?: boolean[]; stdin?: string; onWait?: (cli: TestCli, number: number) => void } = {},
): TestCli {
  const out: string[] = [];
  const err: string[] = [];
  const interruption = new AbortController();
  const answers = [...(options.answers ?? [])];
  let closed = 0;
  let ids = 0;
  const cli: TestCli = {
    out: () => out.join(''),
    err: () => err.join(''),
    events: [],
    places: [],
    questions: [],
    waitsMs: [],
    closed: () => closed,
    interrupt: () => interruption.abort(),
    context: {
      env: {},
      stdout: { write: (text) => out.push(text), columns: 120 },
      stderr: { write: (text) => err.push(text), columns: 120 },
      readStdin: async () => options.stdin ?? '',
      interactive: options.answers !== undefined,
      async confirm(question) {
        cli.questions.push(question);
        return answers.shift() ?? false;
      },
      interrupted: interruption.signal,
      async sleep(ms) {
        cli.waitsMs.push(ms);
        options.onWait?.(cli, cli.waitsMs.length);
      },
      nowMs: () => NOW_MS,
      random: () => 0.5,
      newId() {
        ids += 1;
        return `id-${ids}`;
      },
      async openController(place) {
        cli.places.push(place);
        return {
          followEveryMs: 5_000,
          name: 'the controller',
          async send(event) {
            const reply = replies[Math.min(cli.events.length, replies.length - 1)];
            cli.events.push(event);
            if (reply === undefined || reply instanceof Error)
              throw reply ?? new Error('no reply is prepared');
            return reply;
          },
          close() {
            closed += 1;
          },
        };
      },
      askMsk: async () => {
        throw new Error('MSK is not prepared');
      },
    },
  };
  return cli;
}
