import type { ConfigPath } from '../collector/config/config-document';
import { type Delivers, deliveryOf, weakestDelivery } from '../collector/flow';
import type { FileSettings } from './config/file-settings';
import type { DeploymentFacts } from './facts';
import type { Finding, Verdict } from './finding';
import { findingOf, readingFinding } from './finding-of';
import { mergeFindings } from './merge-findings';
import type { LintFile } from './rule';
import { RULES } from './rules';
import {
  type CheckedSource,
  type Found,
  foundIn,
  groupOf,
  type LintInput,
  type LintOptions,
  liveSource,
  sourcesOf,
} from './source';

const ONCE_PER_FILE = new Set(RULES.filter(({ oncePerFile }) => oncePerFile).map(({ code }) => code));

export interface LintResult {
  /** Sorted by input in the given order, the live configuration last; then by place. */
  findings: Finding[];
  files: LintedText[];
  /** A full sentence for each Collector version that is newer than the known ones. */
  warnings: string[];
}

/** What a configuration says, apart from its findings; or an input without one. */
export interface LintedText {
  /** Of the input. */
  name: string;
  /** Where in the input the configuration is; none if the input is the configuration. */
  configuration?: string;
  tiers: LintFile['tiers'];
  verdict: Verdict;
  /** The Collector that the file was checked for: `Collector v0.160.0`, `ADOT v0.49.0 (contrib v0.156.0)`. */
  collector: string;
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

/**
 * Checks configurations together, because the tiers of one pipeline have to agree. An input can hold several of them: a
 * Kubernetes manifest, Helm values, a compose file. Places and fixes are those of the input. Reads nothing but its
 * arguments.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN`, `FEATURE_GATES_INVALID`
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { lint } from 'otel-spillway/lint';
 *
 * const files = ['ingestion.yaml', 'processing.yaml'].map((name) => ({ name, text: readFileSync(name, 'utf8') }));
 * const { findings } = lint(files, { version: '0.160.0', rules: { NO_HEALTH_CHECK: 'off' } });
 * for (const { file, place, severity, code, message } of findings) {
 *   console.log(`${file}:${place.line}:${place.column} ${severity} ${code} ${message}`);
 * }
 * ```
 */
export function lint(inputs: readonly LintInput[], options: LintOptions = {}): LintResult {
  const read = inputs.flatMap((input) => sourcesOf(input, options));
  const { liveConfig } = options.facts ?? {};
  // Only the rules that ask for the live configuration check it.
  const live = liveConfig && liveSource(liveConfig, options);
  const all = live ? [...read, live] : read;
  const found = [...all.flatMap(foundByReading), ...foundByRules(read, live, options.facts)];
  const bySource = new Map<CheckedSource, Found[]>(all.map((source) => [source, []]));
  for (const each of found) bySource.get(each.source)?.push(each);
  return {
    findings: mergeFindings(reportedOf(found, all), ONCE_PER_FILE),
    warnings: [...new Set(all.flatMap(({ collector: { warning } }) => warning ?? []))],
    files: [...bySource].map(([source, ofSource]) => textOf(source, ofSource)),
  };
}

function foundByReading(source: CheckedSource): Found[] {
  return source.problems.map((problem) => foundIn(source, readingFinding(source.name, problem)));
}

/** Every rule sees all files, once for each Collector, and reports those that run in it. */
function foundByRules(
  read: readonly CheckedSource[],
  live: CheckedSource | undefined,
  facts: DeploymentFacts = {},
): Found[] {
  const all = live ? [...read, live] : read;
  const files = read.flatMap(({ file }) => file ?? []);
  const sourceOf = new Map(all.map((source) => [source.file, source]));
  const groups = new Map(all.map((source) => [groupOf(source), source]));
  return [...groups].flatMap(([group, { collector, featureGates }]) =>
    RULES.flatMap((rule) =>
      [...rule.check({ version: collector.version, featureGates, files, live: live?.file, facts })].flatMap(
        (report) => {
          const source = sourceOf.get(report.file);
          return source && groupOf(source) === group ? [foundIn(source, findingOf(rule, report))] : [];
        },
      ),
    ),
  );
}

/** Without those that a comment or the settings turn off, by input and place. */
function reportedOf(found: readonly Found[], all: readonly CheckedSource[]): Finding[] {
  const order = new Map(all.map(({ name }, index) => [name, index]));
  const inOrder = (a: Finding, b: Finding) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0);
  return found
    .filter(({ isIgnored }) => !isIgnored)
    .flatMap(({ source, finding }) => asConfigured(finding, source.settings.rules ?? {}))
    .sort((a, b) => inOrder(a, b) || a.place.start - b.place.start || byCode(a, b));
}

function textOf(source: CheckedSource, found: readonly Found[]): LintedText {
  const { name, configuration, file, collector } = source;
  const delivery = pipelineDelivery(source);
  return {
    name,
    ...(configuration !== undefined && { configuration }),
    tiers: file?.tiers ?? new Set(),
    verdict: verdictOf(file, found),
    collector: collector.label,
    delivers: weakestDelivery(delivery),
    delivery,
  };
}

function asConfigured(finding: Finding, rules: NonNullable<FileSettings['rules']>): Finding[] {
  const setting = rules[finding.code];
  if (setting === 'off') return [];
  return [setting === undefined ? finding : { ...finding, severity: setting }];
}

function pipelineDelivery({ file, placeOf, collector: { version } }: CheckedSource): PipelineDelivery[] {
  if (!file) return [];
  return deliveryOf(file, version).map(({ pipeline, delivers, brokenBy }) => {
    if (!brokenBy) return { pipeline: pipeline.id, delivers };
    const { path, because } = brokenBy;
    const { line, column } = placeOf(file.document.placeOf(path, partAt(path)));
    return { pipeline: pipeline.id, delivers, brokenBy: { path, line, column, because } };
  });
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
function verdictOf(file: LintFile | undefined, found: readonly Found[]): Verdict {
  const refusals = new Set(found.map(({ finding }) => finding.refusal));
  if (refusals.has('validate')) return 'refused-at-validate';
  if (refusals.has('start')) return 'refused-at-start';
  return file ? 'accepted' : 'not-checked';
}
