import type { CollectorVersion } from '../collector/collector-version';
import type { ConfigPath } from '../collector/config/config-document';
import { type Delivers, deliveryOf, weakestDelivery } from '../collector/flow';
import type { PipelineSpec } from '../pipeline';
import { collectorOf, type FileSettings, mergeSettings } from './config/file-settings';
import type { LintConfig } from './config/lint-config';
import type { DeploymentFacts } from './facts';
import type { Finding, Verdict } from './finding';
import { findingOf, readingFinding } from './finding-of';
import { isIgnored } from './ignore-comment';
import { mergeFindings } from './merge-findings';
import { readLintFile } from './read-file';
import type { LintFile } from './rule';
import { RULES } from './rules';

const ONCE_PER_FILE = new Set(RULES.filter(({ oncePerFile }) => oncePerFile).map(({ code }) => code));

export interface LintInput {
  /** Findings and results name the text by this. */
  name: string;
  text: string;
}

/** Settings for all files. Those that are given win over the spec in `facts`, and that wins over `config`. */
export interface LintOptions extends FileSettings {
  /** Settings by file: see `parseLintConfig`. */
  config?: LintConfig | undefined;
  /** What is known about the deployment. Some rules need it. */
  facts?: DeploymentFacts | undefined;
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
 * Checks configurations together, because the tiers of one pipeline have to agree. Reads nothing but its arguments.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN`
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
  const { facts = {} } = options;
  const given = inputs.map(readInput);
  // Only the rules that ask for the live configuration check it.
  const live = facts.liveConfig && readInput(facts.liveConfig);
  const files = given.flatMap(({ file }) => file ?? []);
  const all = (live ? [...given, live] : given).map((each) => checkedBy(each, options));
  const settingsOf = new Map(all.map(({ name, settings }) => [name, settings]));
  const collectors = new Map(all.map(({ collector }) => [collector.label, collector]));
  const found = [
    ...all.flatMap(({ name, problems }) => problems.map((problem) => readingFinding(name, problem))),
    ...[...collectors.values()].flatMap(({ label, version }) => {
      const context = { version, files, live: live?.file, facts };
      const isItsFile = new Set(all.filter((each) => each.collector.label === label).map(({ name }) => name));
      return RULES.flatMap((rule) =>
        [...rule.check(context)]
          .filter(({ file }) => isItsFile.has(file.name))
          .map((report) => findingOf(rule, report)),
      );
    }),
  ];
  const order = new Map(all.map(({ name }, index) => [name, index]));
  const textOf = new Map(all.map(({ name, text }) => [name, text]));
  const reported = found
    .filter((finding) => !isIgnored(textOf.get(finding.file) ?? '', finding))
    .flatMap((finding) => asConfigured(finding, settingsOf.get(finding.file)?.rules ?? {}))
    .sort(
      (a, b) =>
        (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.place.start - b.place.start || byCode(a, b),
    );
  return {
    findings: mergeFindings(reported, ONCE_PER_FILE),
    files: all.map(({ name, file, collector }) => {
      const delivery = file ? pipelineDelivery(file, collector.version) : [];
      return {
        name,
        tiers: file?.tiers ?? new Set(),
        verdict: verdictOf(found.filter((finding) => finding.file === name)),
        collector: collector.label,
        delivers: weakestDelivery(delivery),
        delivery,
      };
    }),
  };
}

type ReadInput = ReturnType<typeof readInput>;

/** The settings that apply to a file, and the Collector that they name. */
function checkedBy(read: ReadInput, { config, facts, ...options }: LintOptions) {
  const ofConfig = config?.settingsFor(read.name) ?? {};
  const ofSpec = versionOfSpec(facts?.spec, read.file?.tiers);
  const settings = mergeSettings(mergeSettings(ofConfig, ofSpec), options);
  return { ...read, settings, collector: collectorOf(settings) };
}

/** A file of both tiers, or of neither, counts as one of the processing tier. */
function versionOfSpec(spec: PipelineSpec | undefined, tiers: LintFile['tiers'] = new Set()): FileSettings {
  const isIngestion = tiers.has('ingestion') && !tiers.has('processing');
  const version = spec?.tiers[isIngestion ? 'ingestion' : 'processing'].collectorVersion;
  return version === undefined ? {} : { version };
}

function asConfigured(finding: Finding, rules: NonNullable<FileSettings['rules']>): Finding[] {
  const setting = rules[finding.code];
  if (setting === 'off') return [];
  return [setting === undefined ? finding : { ...finding, severity: setting }];
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
