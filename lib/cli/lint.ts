import { Command, Option } from 'commander';
import { SEVERITIES } from '../report/lint-report';
import type { Cli } from './cli';
import { failAsUsage } from './exit-code';
import { LINT_FORMATS, type LintCommandOptions, withLintOptions } from './lint-options';
import { choice } from './options';

/** `spillway lint`: checks Collector configurations. */
export function lintCommand({ context, run }: Cli): Command {
  const command = new Command('lint')
    .description('check Collector configurations; given both tiers, also whether they match')
    .argument(
      '<file...>',
      'Collector configurations, files that contain one (Kubernetes, Helm, compose, ECS), or folders; - reads standard input',
    );
  return withLintOptions(command)
    .addOption(
      choice(
        '-o, --output <format>',
        'output format; github prints workflow commands of GitHub Actions, sarif a log for code scanning',
        LINT_FORMATS,
      ).default('text'),
    )
    .addOption(choice('--format <format>', 'same as -o', LINT_FORMATS).hideHelp())
    .addOption(new Option('--json', 'same as -o json').implies({ output: 'json' }).hideHelp())
    .option('--config <file>', 'configuration of the linter (default: the nearest .spillwaylint.yaml)')
    .option('--no-config', 'ignore .spillwaylint.yaml')
    .option('--fix', 'apply safe fixes in place (stdin: fixed text goes to stdout)', false)
    .addOption(
      choice('--fail-on <severity>', 'exit with 1 on findings of this severity or higher', [
        ...SEVERITIES,
        'never',
      ]).default('error'),
    )
    .action(
      (
        files: string[],
        { format, ...options }: LintCommandOptions & { format?: LintCommandOptions['output'] },
      ) => {
        if (options.live && options.pipeline === undefined) {
          command.error("error: --live needs the pipeline spec: add '-p, --pipeline <file>'");
        }
        if (options.pipeline === '-' && files.includes('-')) {
          command.error(
            'error: standard input can be read only once: pass a file for the spec or the configuration',
          );
        }
        const output = format ?? options.output;
        return run(output === 'json' ? 'json' : 'text', () => {
          const { lintFiles }: typeof import('./lint-files') = require('./lint-files');
          return failAsUsage(() => lintFiles(context, files, { ...options, output }));
        });
      },
    );
}
