import type { CollectorVersion } from '../collector/collector-version';
import type { ConfigPath } from '../collector/config/config-document';
import { type Delivers, deliveryOf, weakestDelivery } from '../collector/flow';
import type { DeploymentFacts } from './facts';
import type { Finding, Verdict } from './finding';
import { findingOf, readingFinding } from './finding-of';
import { isIgnored } from './ignore-comment';
import { readLintFile } from './read-file';
import type { LintFile } from './rule';
import { RULES } from './rules';

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
  /** Sorted by file in the order of the inputs, the live configuration last; then by place. */
  findings: Finding[];
  files: LintedText[];
}

/** What the text of one file says, apart from its findings. */
export interface LintedText {
  name: string;
  tiers: LintFile['tiers'];
  verdict: Verdict;
  /** As the weakest of its pipelines. `unknown` for a text that could not be read. */
  delivers: Delivers;
  /** In the order of the file. */
  delivery: PipelineDelivery[];
}

/** Whether a pipeline loses data when its task is killed. */
export interface PipelineDelivery {
  /** ID of the pipeline, such as `logs/eu`. */
  pipeline: string;
  /**
   * - `at-least-once`: data is committed, or its client answered, only when the backend has it.
   * - `buffered`: the commit or the answer comes first.
   * - `unknown`: a part of the pipeline is unknown.
   */
  delivers: Delivers;
  /** The first place that keeps it from delivering at least once, or that is unknown. */
  brokenBy?: {
    path: ConfigPath;
    /** From 1. */
    line: number;
    column: number;
    /** One sentence: what happens there. */
    because: string;
  };
}

/** Checks configurations together, because the tiers of one pipeline have to agree. */
export function lint(inputs: readonly LintInput[], { version, facts }: LintOptions): LintResult {
  const read = inputs.map(readInput);
  const files = read.flatMap(({ file }) => file ?? []);
  // Only the rules that ask for the live configuration check it.
  const live = facts.liveConfig && readInput(facts.liveConfig);
  const all = live ? [...read, live] : read;
  const found = [
    ...all.flatMap(({ name, problems }) => problems.map((problem) => readingFinding(name, problem))),
    ...RULES.flatMap((rule) =>
      [...rule.check({ version, files, live: live?.file, facts })].map((report) => findingOf(rule, report)),
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
    files: all.map(({ name, file }) => {
      const delivery = file ? pipelineDelivery(file, version) : [];
      return {
        name,
        tiers: file?.tiers ?? new Set(),
        verdict: verdictOf(found.filter((finding) => finding.file === name)),
        delivers: weakestDelivery(delivery),
        delivery,
      };
    }),
  };
}

function pipelineDelivery(file: LintFile, version: CollectorVersion): PipelineDelivery[] {
  return deliveryOf(file, version).map(({ pipeline, delivers, brokenBy }) => {
    if (!brokenBy) return { pipeline: pipeline.id, delivers };
    const { path, because } = brokenBy;
    const { line, column } = file.document.placeOf(path, partAt(path));
    return { pipeline: pipeline.id, delivers, brokenBy: { path, line, column, because } };
  });
}

function readInput({ name, text }: LintInput) {
  return { name, text, ...readLintFile(name, text) };
}

/** A setting that is absent has no value to point to, and an item of a list has no key. */
function partAt(path: ConfigPath): 'key' | 'value' {
  return typeof path.at(-1) === 'number' ? 'value' : 'key';
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
