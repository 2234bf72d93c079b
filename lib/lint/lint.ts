import type { CollectorVersion } from '../collector/collector-version';
import type { Place } from '../collector/config/config-document';
import type { DeploymentFacts } from './facts';
import type { Finding, Verdict } from './finding';
import { isIgnored } from './ignore-comment';
import { READING_RULES, type ReadingProblem, readLintFile } from './read-file';
import { type ReadText, readInput } from './read-input';
import type { LintFile, Report, Rule } from './rule';
import { type CheckCode, RULES } from './rules';
import { IDENTITY } from './wrapped/embedding';
import { LineIndex } from './wrapped/line-index';

export interface LintInput {
  /** Findings and results name the text by this. */
  name: string;
  text: string;
}

export interface LintOptions {
  version: CollectorVersion;
  facts: DeploymentFacts;
}

export interface LintResult {
  /** Sorted by input in the given order, the live configuration last; then by place. */
  findings: Finding[];
  files: LintedText[];
}

/** A configuration, or an input without one. */
export interface LintedText {
  /** Of the input. */
  name: string;
  /** Where in the input the configuration is; none if the input is the configuration. */
  configuration?: string;
  tiers: LintFile['tiers'];
  verdict: Verdict;
}

/**
 * Checks configurations together, because the tiers of one pipeline have to agree. An input can hold several of them: a
 * Kubernetes manifest, Helm values, a compose file. Places and fixes are those of the input.
 */
export function lint(inputs: readonly LintInput[], { version, facts }: LintOptions): LintResult {
  const read = inputs.flatMap((input) => sourcesOf(input, readInput(input)));
  // Only the rules that ask for the live configuration check it.
  const live = facts.liveConfig && liveSource(facts.liveConfig);
  const all = live ? [...read, live] : read;
  const files = read.flatMap(({ file }) => file ?? []);
  const sourceOf = new Map(all.map((source) => [source.file, source]));
  const found = [
    ...all.flatMap((source) => source.problems.map((problem) => readingFinding(source, problem))),
    ...RULES.flatMap((rule) =>
      [...rule.check({ version, files, live: live?.file, facts })].flatMap((report) => {
        const source = sourceOf.get(report.file);
        return source ? [findingOf(source, rule, report)] : [];
      }),
    ),
  ];
  const order = new Map(all.map(({ name }, index) => [name, index]));
  const ofSource = new Map<Source, Found[]>();
  for (const each of found) {
    const others = ofSource.get(each.source);
    if (others) others.push(each);
    else ofSource.set(each.source, [each]);
  }
  return {
    findings: found
      .filter(({ isIgnored }) => !isIgnored)
      .map(({ finding }) => finding)
      .sort(
        (a, b) =>
          (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) ||
          a.place.start - b.place.start ||
          byCode(a, b),
      ),
    files: all.map((source) => ({
      name: source.name,
      ...(source.configuration !== undefined && { configuration: source.configuration }),
      tiers: source.file?.tiers ?? new Set(),
      verdict: verdictOf(
        source,
        (ofSource.get(source) ?? []).map(({ finding }) => finding),
      ),
    })),
  };
}

/** A configuration, or a text without one, and where it is in its input. */
interface Source extends ReadText {
  name: string;
  placeOf(place: Place): Place;
}

/** A finding, and whether a comment ignores it. */
interface Found {
  source: Source;
  finding: Finding;
  isIgnored: boolean;
}

function sourcesOf({ name, text }: LintInput, readings: readonly ReadText[]): Source[] {
  let lines: LineIndex | undefined;
  return readings.map((reading) => ({
    ...reading,
    name,
    placeOf(place) {
      if (reading.embedding === IDENTITY) return place;
      lines ??= new LineIndex(text);
      return lines.placeOf(...reading.embedding.rangeOf(place.start, place.end));
    },
  }));
}

/** The live configuration is never wrapped. */
function liveSource(input: LintInput): Source {
  const { text } = input;
  const reading = { configuration: undefined, text, embedding: IDENTITY, ...readLintFile(input.name, text) };
  return { ...reading, name: input.name, placeOf: (place) => place };
}

/** Compares without a collator, because loading one takes longer than sorting. */
function byCode(a: Finding, b: Finding): number {
  if (a.code === b.code) return 0;
  return a.code < b.code ? -1 : 1;
}

/** Counts ignored findings too: the Collector refuses the file with or without the comment. */
function verdictOf({ file }: Source, findings: readonly Finding[]): Verdict {
  const refusals = new Set(findings.map(({ refusal }) => refusal));
  if (refusals.has('validate')) return 'refused-at-validate';
  if (refusals.has('start')) return 'refused-at-start';
  return file ? 'accepted' : 'not-checked';
}

function findingOf(source: Source, rule: Rule<CheckCode>, report: Report): Found {
  const { file, path, part = 'value', message } = report;
  return foundIn(source, {
    code: rule.code,
    severity: report.severity ?? rule.severity,
    message,
    path,
    place: file.document.placeOf(path, part),
    refusal: report.refusal,
    fix: report.fix,
  });
}

function readingFinding(source: Source, { code, message, place, refusal }: ReadingProblem): Found {
  const severity = READING_RULES.find((rule) => rule.code === code)?.severity ?? 'error';
  return foundIn(source, { code, severity, message, path: [], place, refusal, fix: undefined });
}

/** @param inner the finding with the place and the fix in the text of its configuration */
function foundIn(source: Source, inner: Omit<Finding, 'file' | 'configuration'>): Found {
  const edits = inner.fix && source.embedding.editsOf(inner.fix.edits);
  return {
    source,
    isIgnored: isIgnored(source.text, inner),
    finding: {
      ...inner,
      file: source.name,
      ...(source.configuration !== undefined && { configuration: source.configuration }),
      place: source.placeOf(inner.place),
      fix: inner.fix && edits && { ...inner.fix, edits },
    },
  };
}
