import type { MskQuestion } from '../pipeline';
import type { Controller, ControllerPlace } from './controller';

/** The world around a command, passed in: terminal, clock, chance, Ctrl-C, and how to reach a controller. */
export interface CliContext {
  env: Readonly<Record<string, string | undefined>>;
  /** Results. */
  stdout: Output;
  /** Progress, questions and errors. */
  stderr: Output;
  /** Everything on standard input, as text. */
  readStdin(): Promise<string>;
  /** Is there somebody to answer a question? */
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
   * Bootstrap brokers of an MSK cluster. Asked again, it answers the same.
   *
   * @throws SpillwayError `MSK_…`
   */
  askMsk(question: MskQuestion): Promise<string[]>;
}

export interface Output {
  write(text: string): unknown;
  /** Width of the terminal; absent on a pipe or file. */
  readonly columns?: number | undefined;
  readonly isTTY?: boolean | undefined;
}
