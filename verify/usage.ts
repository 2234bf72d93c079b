import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A wrong call of a command. */
export class Misuse extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads the options of a command of the explorer, which imports no library.
 *
 * @throws Misuse with one line for an option that does not exist, or has no value
 */
export function optionsOf<const O extends Options>(
  args: string[],
  options: O,
): ReturnType<typeof parseArgs<{ args: string[]; options: O }>>['values'] {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new Misuse(
      `${line}. The options are ${Object.keys(options)
        .map((name) => `--${name}`)
        .join(', ')}.`,
    );
  }
}

/** Runs a command: 0 or what `main` returns, 2 for wrong usage or an error. */
export function runMain(main: (args: string[]) => Promise<number>): void {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      const text = error instanceof Error && !(error instanceof Misuse) ? error.stack : undefined;
      process.stderr.write(`${text ?? (error instanceof Error ? error.message : String(error))}\n`);
      process.exitCode = 2;
    },
  );
}
