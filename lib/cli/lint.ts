import { Command, Option } from 'commander';
import { SpillwayError } from '../errors';
import type { LintInput } from '../lint';
import { githubLint } from '../report/lint-github';
import { hasAtLeast, type LintedFile, type LintReport, lintReport, SEVERITIES } from '../report/lint-report';
import { drawLint } from '../report/lint-text';
import type { Cli } from './cli';
import type { CliContext, Output } from './context';
import { CommandEnd, EXIT, type ExitCode } from './exit-code';
import { fixByTier, labelOf, lintByTier } from './lint-by-tier';
import { type LintQuestion, type QuestionOptions, questionOf, withQuestion } from './lint-question';
import { readInputs, STDIN_NAME } from './read-inputs';
import { DEFAULT_COLUMNS } from './show-error';
import { writeWhole } from './write-whole';

interface LintCommandOptions extends QuestionOptions {
  format: 'text' | 'json' | 'github';
  fix: boolean;
  failOn: (typeof SEVERITIES)[number] | 'never';
}

/** `spillway lint`: what is wrong with Collector configurations. */
export function lintCommand({ context, run }: Cli): Command {
  const command = new Command('lint')
    .description('check Collector configurations; given both tiers, also whether they agree')
    .argument('<file...>', 'Collector configurations; - reads standard input');
  return withQuestion(command)
    .addOption(
      new Option('--format <format>', 'for people, for programs, or workflow commands of GitHub Actions')
        .choices(['text', 'json', 'github'])
        .default('text'),
    )
    .option(
      '--fix',
      'apply safe fixes in place (standard input: the fixed text goes to standard output)',
      false,
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 on findings of this severity or higher')
        .choices([...SEVERITIES, 'never'])
        .default('error'),
    )
    .action((files: string[], options: LintCommandOptions) => {
      if (options.live && options.pipeline === undefined) {
        command.error("error: --live needs the pipeline spec: add '-p, --pipeline <file>'");
      }
      return run(options.format === 'json' ? 'json' : 'text', () =>
        asUsage(() => lintFiles(context, files, options)),
      );
    });
}

async function lintFiles(
  context: CliContext,
  files: string[],
  options: LintCommandOptions,
): Promise<ExitCode> {
  const inputs = await readInputs(files, context);
  const question = await questionOf(options, context);
  const { images, facts, notes } = question;
  for (const note of notes) context.stderr.write(`${note}\n`);
  const { texts, fixed } = options.fix
    ? await fix(context, inputs, question)
    : { texts: inputs, fixed: new Map() };
  const report = lintReport(lintByTier(texts, images, facts), labelOf(images), fixed);
  const stdinMended = options.fix && texts.some(({ name }) => name === STDIN_NAME);
  show(stdinMended ? context.stderr : context.stdout, report, options.format);
  return options.failOn !== 'never' && hasAtLeast(report, options.failOn) ? EXIT.failed : EXIT.done;
}

/** Mends the files on disk; the mended standard input goes to standard output. */
async function fix(
  context: CliContext,
  inputs: readonly LintInput[],
  question: LintQuestion,
): Promise<{ texts: LintInput[]; fixed: Map<string, LintedFile['fixed']> }> {
  const texts = fixByTier(inputs, question.images, question.facts);
  for (const [index, { name, text, applied }] of texts.entries()) {
    if (name === STDIN_NAME) context.stdout.write(text);
    else if (applied.length > 0) await writeWhole(name, { before: inputs[index]?.text ?? '', after: text });
  }
  return { texts, fixed: new Map(texts.map(({ name, applied }) => [name, applied])) };
}

function show(output: Output, report: LintReport, format: LintCommandOptions['format']): void {
  if (format === 'json') {
    output.write(`${JSON.stringify(report)}\n`);
    return;
  }
  const lines =
    format === 'github' ? githubLint(report) : drawLint(report, output.columns || DEFAULT_COLUMNS);
  output.write(`${lines.join('\n')}\n`);
}

/** An exit code of 1 says that there are findings, so whatever keeps it from looking ends with 2. */
async function asUsage(work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SpillwayError ? new CommandEnd(EXIT.usage, error) : error;
  }
}
