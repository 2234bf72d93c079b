import { Command } from 'commander';
import { parameterPrefix, signalsOf } from '../pipeline';
import type { Cli } from './cli';
import { EXIT } from './exit-code';
import { readSpec } from './read-spec';

/** `spillway validate`: is a pipeline spec right? */
export function validateCommand({ context, run }: Cli): Command {
  return new Command('validate')
    .description('check a pipeline spec; findings name file, line and what was expected')
    .argument('<file>', 'the pipeline spec')
    .action((file: string) =>
      run('text', async () => {
        const spec = await readSpec(file);
        const topics = signalsOf(spec).map(({ signal, topic }) => `${signal} ${topic}`);
        context.stdout.write(
          `${file}: ok. Pipeline ${spec.name}, group ${spec.group}, ${topics.join(', ')}; parameters below ${parameterPrefix(spec)}\n`,
        );
        return EXIT.done;
      }),
    );
}
