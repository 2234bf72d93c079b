import { Command } from 'commander';
import { textLine, verbatim } from '../output';
import type { Cli } from './cli';
import { EXIT } from './exit-code';
import { choice, requiredSpecFile } from './options';

interface RenderOptions {
  tier: 'ingestion' | 'processing';
  collector?: string;
  initialOffset?: 'earliest' | 'latest';
}

/** `spillway render`: prints the Collector configuration of a tier. */
export function renderCommand({ context, run }: Cli): Command {
  const command = new Command('render')
    .description('print the Collector configuration of a tier')
    .argument(
      '[file]',
      'pipeline spec; - reads standard input (default: $SPILLWAY_PIPELINE, or spillway.yaml in this folder)',
    )
    .addOption(
      choice('--tier <tier>', 'the tier to render', ['ingestion', 'processing']).makeOptionMandatory(),
    )
    .option(
      '--collector <version>',
      'contrib version such as 0.165.1, or ADOT release such as adot-0.49.0 (default: the version in the spec)',
    )
    .addOption(
      choice(
        '--initial-offset <policy>',
        'where to begin in a partition without a commit, for the processing tier (default: earliest)',
        ['earliest', 'latest'],
      ),
    );
  return command.action((given: string | undefined, { tier, collector, initialOffset }: RenderOptions) => {
    const file = requiredSpecFile(command, given, context);
    if (tier === 'ingestion' && initialOffset !== undefined) {
      command.error(
        'error: --initial-offset needs --tier processing, because only that tier reads from Kafka',
      );
    }
    return run('text', async () => {
      const { renderIngestion, renderProcessing }: typeof import('../collector') = require('../collector');
      const { readSpec }: typeof import('./read-spec') = require('./read-spec');
      const spec = await readSpec(file, context);
      const text =
        tier === 'ingestion'
          ? renderIngestion(spec, { collector })
          : renderProcessing(spec, initialOffset ?? 'earliest', { collector });
      const { parseCollectorImage }: typeof import('../collector/collector-image') =
        require('../collector/collector-image');
      const { warning } = parseCollectorImage(collector ?? spec.tiers[tier].collectorVersion);
      if (warning !== undefined) context.stderr.write(textLine(`warning: ${warning}`));
      context.stdout.write(verbatim(text));
      return EXIT.done;
    });
  });
}
