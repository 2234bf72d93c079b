import type { MskQuestion } from '../pipeline';
import type { Controller, ControllerPlace } from './controller';

/** What a command needs of its surroundings: terminal, clock, randomness, Ctrl-C, and how to reach a controller. */
export interface CliContext {
  /** Environment variables. `--region` and `--profile` are written to it. */
  env: Record<string, string | undefined>;
  /** Results. */
  stdout: Output;
  /** Progress, questions and errors. */
  stderr: Output;
  /** All text on standard input. It can be read once. */
  readStdin(): Promise<string>;
  /** Whether somebody can answer a question. */
  interactive: boolean;
  /** Asks on the terminal; `true` for yes. Rejects when interrupted. */
  confirm(question: string): Promise<boolean>;
  /** Aborted by Ctrl-C. */
  interrupted: AbortSignal;
  /** Returns early when interrupted. */
  sleep(ms: number): Promise<void>;
  nowMs(): number;
  /** From 0 to 1. */
  random(): number;
  newId(): string;
  openController(place: ControllerPlace): Promise<Controller>;
  /**
   * Bootstrap brokers of an MSK cluster, requested once per cluster and listener.
   *
   * @throws SpillwayError `MSK_…`
   */
  askMsk(question: MskQuestion): Promise<string[]>;
}

export interface Output {
  write(text: string): unknown;
  /** Width of the terminal; absent for a pipe or a file. */
  readonly columns?: number | undefined;
  readonly isTTY?: boolean | undefined;
}
