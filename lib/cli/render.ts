import { Command, Option } from 'commander';
import { renderIngestion, renderProcessing } from '../collector';
import { type InitialOffset, parsePipelineSpec } from '../pipeline';
import type { Cli } from './cli';
import type { CliContext } from './context';
import { EXIT } from './exit-code';
import { readSpec } from './read-spec';

interface RenderOptions {
  tier: 'ingestion' | 'processing';
  collector?: string;
  initialOffset?: InitialOffset;
}

/** `spillway render`: the Collector configuration of a tier, on standard output. */
export function renderCommand({ context, run }: Cli): Command {
  const command = new Command('render')
    .description('write the Collector configuration of a tier to standard output')
    .argument('<file>', 'the pipeline spec; - reads standard input')
    .addOption(
      new Option('--tier <tier>', 'which tier').choices(['ingestion', 'processing']).makeOptionMandatory(),
    )
    .option(
      '--collector <version>',
      'the contrib version, as in 0.160.0, or the ADOT release, as in adot-0.49.0; the one in the spec without it',
    )
    .addOption(
      new Option(
        '--initial-offset <policy>',
        'where a partition without a commit begins; earliest without it (processing only)',
      ).choices(['earliest', 'latest']),
    );
  return command.action((file: string, { tier, collector, initialOffset }: RenderOptions) => {
    if (tier === 'ingestion' && initialOffset !== undefined) {
      command.error('error: --initial-offset belongs to the processing tier: only it reads from Kafka');
    }
    return run('text', async () => {
      const spec = await specFrom(file, context);
      context.stdout.write(
        tier === 'ingestion'
          ? renderIngestion(spec, { collector })
          : renderProcessing(spec, initialOffset ?? 'earliest', { collector }),
      );
      return EXIT.done;
    });
  });
}

async function specFrom(file: string, { readStdin }: CliContext) {
  return file === '-' ? parsePipelineSpec(await readStdin(), 'standard input') : readSpec(file);
}
