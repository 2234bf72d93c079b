import { type LintOptions, lint, READING_RULES, RULES } from '../../../lib/lint';
import type { RuleExample } from '../../../lib/lint/examples';
import { parsePipelineSpec } from '../../../lib/pipeline';
import { type LintReport, lintReport } from '../../../lib/report/lint-report';

/** The files of an example; a single text is `otel.yaml`. */
export function filesOf(example: RuleExample): { name: string; text: string }[] {
  const files = typeof example === 'string' ? { 'otel.yaml': example } : example.files;
  return Object.entries(files).map(([name, text]) => ({ name, text }));
}

/** What the linter reports of an example if every other rule is off. */
export function runExample(example: RuleExample, code: string): LintReport {
  const others = [...READING_RULES, ...RULES].filter((rule) => rule.code !== code);
  const rules = Object.fromEntries(others.map((rule) => [rule.code, 'off']));
  return lintReport(lint(filesOf(example), { ...optionsOf(example), rules }), new Map());
}

function optionsOf(example: RuleExample): LintOptions {
  if (typeof example === 'string') return {};
  const { version, spec, facts } = example;
  return {
    ...(version === undefined ? {} : { version }),
    facts: {
      ...facts,
      ...(spec === undefined ? {} : { spec: parsePipelineSpec(spec, 'pipeline.yaml') }),
    },
  };
}
