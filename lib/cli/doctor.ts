import { Command } from 'commander';
import type { AwsOptions } from './aws-options';
import type { Cli } from './cli';
import { type OutputOptions, specFileOf, withAws, withOutput } from './options';

export interface DoctorOptions extends OutputOptions, AwsOptions {
  pipeline?: string;
  aws: boolean;
}

/** `spillway doctor`: checks the connections of the Collectors and says what to change. */
export function doctorCommand({ context, run }: Cli): Command {
  const command = new Command('doctor')
    .description('check the connection to Kafka and AWS step by step, as a Collector would; changes nothing')
    .argument('[config...]', 'Collector configurations of one or both tiers; - reads standard input')
    .option(
      '-p, --pipeline <file>',
      'pipeline spec (default without configurations: $SPILLWAY_PIPELINE, or spillway.yaml in this folder)',
    )
    .option('--no-aws', 'do not check SSM and ECS');
  return withOutput(withAws(command)).action((files: string[], options: DoctorOptions) => {
    const pipeline = files.length === 0 ? specFileOf(options.pipeline, context) : options.pipeline;
    if (files.length === 0 && pipeline === undefined) {
      command.error("error: name a pipeline spec with '-p, --pipeline <file>', or Collector configurations");
    }
    if (pipeline === '-' && files.includes('-')) {
      command.error('error: standard input can be read once: name a file for the spec or the configuration');
    }
    return run(options.output, () => {
      const { examineAll }: typeof import('./examine-all') = require('./examine-all');
      return examineAll(context, files, { ...options, pipeline });
    });
  });
}
