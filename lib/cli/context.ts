import type { Encoded } from '../output';
import type { MskQuestion } from '../pipeline';
import type { Controller, ControllerPlace } from './controller';

/** What a command needs from its surroundings: terminal, clock, randomness, Ctrl-C, and how to reach a controller. */
export interface CliContext {
  /** Environment variables. `--region` and `--profile` are written into them. */
  env: Record<string, string | undefined>;
  /** For results. */
  stdout: Output;
  /** For progress, questions and errors. */
  stderr: Output;
  /** All of standard input as text. It can be read only once. */
  readStdin(): Promise<string>;
  /** Whether someone is there to answer a question. */
  interactive: boolean;
  /** Asks on the terminal; resolves to `true` for yes. Rejects when interrupted. */
  confirm(question: Encoded): Promise<boolean>;
  /** Aborted by Ctrl-C. */
  interrupted: AbortSignal;
  /** Waits. Returns early when interrupted. */
  sleep(ms: number): Promise<void>;
  nowMs(): number;
  /** From 0 to 1. */
  random(): number;
  newId(): string;
  openController(place: ControllerPlace): Promise<Controller>;
  /**
   * The bootstrap brokers of an MSK cluster, requested once per cluster and listener.
   *
   * @throws SpillwayError `MSK_…`
   */
  askMsk(question: MskQuestion): Promise<string[]>;
}

export interface Output {
  /** Only what the output layer has encoded. */
  write(text: Encoded): unknown;
  /** The width of the terminal; absent for a pipe or a file. */
  readonly columns?: number | undefined;
  readonly isTTY?: boolean | undefined;
}
