import type { CollectorVersion } from '../collector/collector-version';
import { type FeatureGates, NO_GATES } from '../collector/feature-gates';
import type { DeploymentFacts } from './facts';
import type { Finding, Verdict } from './finding';
import { isIgnored } from './ignore-comment';
import { isAboutMoved, withMovedSettings } from './moved-settings';
import { READING_RULES, type ReadingProblem, readLintFile } from './read-file';
import type { LintFile, Report, Rule } from './rule';
import { type CheckCode, RULES } from './rules';
import { SCHEMA_RULES } from './rules/schema';

export interface LintInput {
  /** Findings and results name the text by this. */
  name: string;
  text: string;
}

export interface LintOptions {
  version: CollectorVersion;
  /** The feature gates that the Collector is started with. @default none is set */
  featureGates?: FeatureGates | undefined;
  facts: DeploymentFacts;
}

export interface LintResult {
  /** Sorted by file in the order of the inputs, the live configuration last; then by place. */
  findings: Finding[];
  files: { name: string; tiers: LintFile['tiers']; verdict: Verdict }[];
}

/** Checks configurations together, because the tiers of one pipeline have to agree. */
export function lint(
  inputs: readonly LintInput[],
  { version, featureGates = NO_GATES, facts }: LintOptions,
): LintResult {
  const read = inputs.map(readInput);
  const files = read.flatMap(({ file }) => (file ? withMovedSettings(file, { version, featureGates }) : []));
  // Only the rules that ask for the live configuration check it.
  const live = facts.liveConfig && readInput(facts.liveConfig);
  const all = live ? [...read, live] : read;
  const found = [
    ...all.flatMap(({ name, problems }) => problems.map((problem) => readingFinding(name, problem))),
    ...RULES.flatMap((rule) =>
      [...rule.check({ version, featureGates, files, live: live?.file, facts })].map((report) =>
        findingOf(rule, report),
      ),
    ),
  ];
  const order = new Map(all.map(({ name }, index) => [name, index]));
  const textOf = new Map(all.map(({ name, text }) => [name, text]));
  return {
    findings: found
      .filter((finding) => !isIgnored(textOf.get(finding.file) ?? '', finding))
      .sort(
        (a, b) =>
          (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) ||
          a.place.start - b.place.start ||
          byCode(a, b),
      ),
    files: all.map(({ name, file }) => ({
      name,
      tiers: file?.tiers ?? new Set(),
      verdict: verdictOf(found.filter((finding) => finding.file === name)),
    })),
  };
}

function readInput({ name, text }: LintInput) {
  return { name, text, ...readLintFile(name, text) };
}

/** Compares without a collator, because loading one takes longer than sorting. */
function byCode(a: Finding, b: Finding): number {
  if (a.code === b.code) return 0;
  return a.code < b.code ? -1 : 1;
}

/** Counts ignored findings too: the Collector refuses the file with or without the comment. */
function verdictOf(findings: readonly Finding[]): Verdict {
  const refusals = new Set(findings.map(({ refusal }) => refusal));
  if (refusals.has('validate')) return 'refused-at-validate';
  return refusals.has('start') ? 'refused-at-start' : 'accepted';
}

function findingOf(rule: Rule<CheckCode>, report: Report): Finding {
  const { file, path, part = 'value', message } = report;
  return {
    code: rule.code,
    severity: report.severity ?? rule.severity,
    message,
    file: file.name,
    path,
    place: file.document.placeOf(path, part),
    refusal: report.refusal,
    fix: isSchemaRule(rule) || !isAboutMoved(report) ? report.fix : undefined,
  };
}

function isSchemaRule(rule: Rule<CheckCode>): boolean {
  return SCHEMA_RULES.some(({ code }) => code === rule.code);
}

function readingFinding(file: string, { code, message, place, refusal }: ReadingProblem): Finding {
  const severity = READING_RULES.find((rule) => rule.code === code)?.severity ?? 'error';
  return { code, severity, message, file, path: [], place, refusal, fix: undefined };
}
