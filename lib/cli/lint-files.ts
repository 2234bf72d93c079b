import {
  ALL_RULES,
  applyFixes,
  type FixedFile,
  type LintInput,
  type LintOptions,
  type LintResult,
  lint,
} from '../lint';
import { jsonLine, textLine, textLines, verbatim, workflowCommands } from '../output';
import { githubLint } from '../report/lint-github';
import { hasAtLeast, type LintReport, lintReport } from '../report/lint-report';
import { drawLint, summaryLine } from '../report/lint-text';
import type { CliContext, Output } from './context';
import { EXIT, type ExitCode } from './exit-code';
import { lintConfig } from './lint-config-file';
import { knownFacts } from './lint-facts';
import type { LintCommandOptions } from './lint-options';
import { packageJson } from './package-json';
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
  const { facts, notes } = await knownFacts(options, context);
  for (const note of notes) context.stderr.write(textLine(note));
  const { collector, config, featureGates } = options;
  const lintOptions = {
    ...(collector === undefined ? {} : { version: collector }),
    ...(featureGates === undefined ? {} : { featureGates }),
    config: lintConfig(config),
    facts,
  };
  const { texts, fixed } = options.fix
    ? await fix(context, inputs, lintOptions)
    : { texts: inputs, fixed: new Map() };
  const result = lint(texts, lintOptions);
  for (const warning of result.warnings) context.stderr.write(textLine(`warning: ${warning}`));
  const report = lintReport(result, fixed);
  const failed = options.failOn !== 'never' && hasAtLeast(report, options.failOn);
  // With --fix, standard output has the fixed text of standard input.
  const textOnStdout = options.fix && texts.some(({ name }) => name === STDIN_NAME);
  const stream = textOnStdout ? context.stderr : context.stdout;
  if (options.output === 'sarif') showSarif(stream, result, texts);
  else show(stream, report, { output: options.output, outcome: failed ? 'failed' : 'done' });
  return failed ? EXIT.failed : EXIT.done;
}

/** Fixes files in place. The fixed text of standard input goes to standard output. */
async function fix(
  context: CliContext,
  inputs: readonly LintInput[],
  options: LintOptions,
): Promise<{ texts: LintInput[]; fixed: Map<string, FixedFile['applied']> }> {
  const texts = applyFixes(inputs, options);
  for (const [index, { name, text, applied }] of texts.entries()) {
    if (name === STDIN_NAME) context.stdout.write(verbatim(text));
    else if (applied.length > 0) await writeWhole(name, { before: inputs[index]?.text ?? '', after: text });
  }
  return { texts, fixed: new Map(texts.map(({ name, applied }) => [name, applied])) };
}

function show(
  stream: Output,
  report: LintReport,
  { output, outcome }: { output: 'text' | 'json' | 'github'; outcome: 'done' | 'failed' },
): void {
  if (output === 'json') {
    stream.write(jsonLine({ outcome, ...report }));
  } else if (output === 'github') {
    stream.write(workflowCommands(githubLint(report)));
    stream.write(textLine(summaryLine(report)));
  } else {
    stream.write(textLines(drawLint(report, stream.columns || DEFAULT_COLUMNS)));
  }
}

/** Few need it, and its texts are long: it is loaded only then. */
function showSarif(stream: Output, result: LintResult, texts: readonly LintInput[]): void {
  const { sarifLint }: typeof import('../report/lint-sarif') = require('../report/lint-sarif');
  const textOf = new Map(texts.map(({ name, text }) => [name, text]));
  const log = sarifLint(result, textOf, { ...packageJson(), rules: ALL_RULES });
  stream.write(jsonLine(log));
}
