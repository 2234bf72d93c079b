import type { FixedFile, LintInput } from '../lint';
import { githubLint } from '../report/lint-github';
import { hasAtLeast, type LintReport, lintReport } from '../report/lint-report';
import { drawLint } from '../report/lint-text';
import type { CliContext, Output } from './context';
import { EXIT, type ExitCode } from './exit-code';
import { fixByTier, labelOf, lintByTier } from './lint-by-tier';
import { type LintBasis, lintBasis } from './lint-facts';
import type { LintCommandOptions } from './lint-options';
import { readInputs, STDIN_NAME } from './read-inputs';
import { DEFAULT_COLUMNS } from './show-error';
import { writeWhole } from './write-whole';

/** Checks files, fixes them if wanted, and shows the findings. */
export async function lintFiles(
  context: CliContext,
  files: string[],
  options: LintCommandOptions,
): Promise<ExitCode> {
  const inputs = await readInputs(files, context);
  const basis = await lintBasis(options, context);
  const { images, facts, notes } = basis;
  for (const note of notes) context.stderr.write(`${note}\n`);
  const { texts, fixed } = options.fix
    ? await fix(context, inputs, basis)
    : { texts: inputs, fixed: new Map() };
  const report = lintReport(lintByTier(texts, images, facts), labelOf(images), fixed);
  const failed = options.failOn !== 'never' && hasAtLeast(report, options.failOn);
  // With --fix, standard output has the fixed text of standard input.
  const textOnStdout = options.fix && texts.some(({ name }) => name === STDIN_NAME);
  show(textOnStdout ? context.stderr : context.stdout, report, {
    output: options.output,
    outcome: failed ? 'failed' : 'done',
  });
  return failed ? EXIT.failed : EXIT.done;
}

/** Fixes files in place. The fixed text of standard input goes to standard output. */
async function fix(
  context: CliContext,
  inputs: readonly LintInput[],
  { images, facts }: LintBasis,
): Promise<{ texts: LintInput[]; fixed: Map<string, FixedFile['applied']> }> {
  const texts = fixByTier(inputs, images, facts);
  for (const [index, { name, text, applied }] of texts.entries()) {
    if (name === STDIN_NAME) context.stdout.write(text);
    else if (applied.length > 0) await writeWhole(name, { before: inputs[index]?.text ?? '', after: text });
  }
  return { texts, fixed: new Map(texts.map(({ name, applied }) => [name, applied])) };
}

function show(
  stream: Output,
  report: LintReport,
  { output, outcome }: { output: LintCommandOptions['output']; outcome: 'done' | 'failed' },
): void {
  if (output === 'json') {
    stream.write(`${JSON.stringify({ outcome, ...report })}\n`);
    return;
  }
  const lines =
    output === 'github' ? githubLint(report) : drawLint(report, stream.columns || DEFAULT_COLUMNS);
  stream.write(`${lines.join('\n')}\n`);
}
