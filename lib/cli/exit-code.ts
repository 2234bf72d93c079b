/** What the command line ends with; docs/operations.md has the same table. */
export const EXIT = {
  /** It was done, or accepted, or there was nothing to do. */
  done: 0,
  /** It failed: the code is in the message. Also a command that was accepted and then given up or cancelled. */
  failed: 1,
  /** The command line is wrong, or needs --yes: nothing was contacted. */
  usage: 2,
  /** The controller refused, or the question was answered with no: nothing of the command was done. */
  refused: 3,
  /** Another tick kept running for as long as was tried: nothing of the command was done. */
  busy: 4,
  /** Ctrl-C. What was begun stays in the state. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error that decides by itself how the command ends. */
export class CommandEnd extends Error {
  constructor(
    readonly exitCode: ExitCode,
    readonly why: Error,
  ) {
    super(why.message, { cause: why });
  }
}
