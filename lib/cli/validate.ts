import { Command } from 'commander';
import { assertFitsParameter, renderProcessing } from '../collector';
import { SpillwayError } from '../errors';
import { type PipelineSpec, parameterPrefix, signalsOf } from '../pipeline';
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
        assertStorable(spec);
        const topics = signalsOf(spec).map(({ signal, topic }) => `${signal} ${topic}`);
        context.stdout.write(
          `${file}: ok. Pipeline ${spec.name}, group ${spec.group}, ${topics.join(', ')}; parameters below ${parameterPrefix(spec)}\n`,
        );
        return EXIT.done;
      }),
    );
}

/** What stands for brokers that only MSK knows: as long as three of its names. */
const BROKERS_OF_MSK = 'x'.repeat(240);

/**
 * What is rendered is stored in SSM, unless the tier is somebody else's.
 *
 * @throws SpillwayError `CONFIG_TOO_LONG`
 */
function assertStorable(spec: PipelineSpec): void {
  if (spec.deploy.processing === 'existing') return;
  const text = renderedOrUndefined(spec);
  if (text !== undefined) assertFitsParameter(text);
}

/** A version or distribution that nothing is rendered for runs a configuration of the user's own. */
function renderedOrUndefined(spec: PipelineSpec): string | undefined {
  const brokersText = spec.kafka.brokers.length > 0 ? undefined : BROKERS_OF_MSK;
  try {
    return renderProcessing(spec, 'earliest', { brokersText });
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}
