import { SpillwayError } from '../errors';

/** Exit codes of the command line. docs/operations.md has the same table. */
export const EXIT = {
  /** The command is done or accepted, or there was nothing to do. */
  done: 0,
  /**
   * The command failed, and the message has the code. Also used for a command that was accepted, then given up or
   * cancelled.
   */
  failed: 1,
  /** The command line is wrong, or needs --yes. Nothing was contacted. */
  usage: 2,
  /** The controller refused the command, or the user answered no. Nothing was changed. */
  refused: 3,
  /** Another tick was running on every attempt. Nothing was changed. */
  busy: 4,
  /** Ctrl-C. A command that was already accepted stays in the state. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error that carries the exit code of the command. */
export class CommandEnd extends Error {
  constructor(
    readonly exitCode: ExitCode,
    readonly why: Error,
  ) {
    super(why.message, { cause: why });
  }
}

/**
 * Turns errors into exit code 2. For commands where exit code 1 reports findings, so that anything that prevents the
 * check has a different code.
 */
export async function failAsUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SpillwayError ? new CommandEnd(EXIT.usage, error) : error;
  }
}
