import { Command } from 'commander';
import { jsonLine, textLine } from '../output';
import type { Cli } from './cli';
import { EXIT } from './exit-code';
import { type OutputOptions, requiredSpecFile, withOutput } from './options';

/** `spillway validate`: checks a pipeline spec. */
export function validateCommand({ context, run }: Cli): Command {
  const command = new Command('validate')
    .description(
      'check a pipeline spec and the configurations rendered from it, and report all findings with their place and what is expected',
    )
    .argument(
      '[file]',
      'pipeline spec; - reads standard input (default: $SPILLWAY_PIPELINE, or spillway.yaml in this folder)',
    );
  return withOutput(command).action((given: string | undefined, { output }: OutputOptions) => {
    const file = requiredSpecFile(command, given, context);
    return run(output, async () => {
      const { validSpec }: typeof import('./valid-spec') = require('./valid-spec');
      const { summary, ...document } = await validSpec(file, context);
      for (const warning of document.warnings) context.stderr.write(textLine(`warning: ${warning}`));
      context.stdout.write(
        output === 'json' ? jsonLine({ outcome: 'done', ...document }) : textLine(summary),
      );
      return EXIT.done;
    });
  });
}
