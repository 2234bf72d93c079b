import type { CollectorImage } from '../collector/collector-image';
import type { ConfigPath, Place } from '../collector/config/config-document';
import type { FeatureGates } from '../collector/feature-gates';
import { type Delivers, deliveryOf, weakestDelivery } from '../collector/flow';
import type { PipelineSpec } from '../pipeline';
import { collectorOf, type FileSettings, featureGatesOf, mergeSettings } from './config/file-settings';
import type { LintConfig } from './config/lint-config';
import type { DeploymentFacts } from './facts';
import type { Finding, Verdict } from './finding';
import { findingOf, readingFinding } from './finding-of';
import { isIgnored } from './ignore-comment';
import { LineIndex } from './line-index';
import { mergeFindings } from './merge-findings';
import { withMovedSettings } from './moved-settings';
import { readLintFile } from './read-file';
import { type ReadText, readInput } from './read-input';
import type { LintFile } from './rule';
import { RULES } from './rules';
import { IDENTITY } from './wrapped/embedding';

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
  const { facts = {} } = options;
  const read = inputs
    .flatMap((input) => sourcesOf(input, readInput(input)))
    .map((source) => checkedBy(source, options));
  // Only the rules that ask for the live configuration check it.
  const live = facts.liveConfig && checkedBy(liveSource(facts.liveConfig), options);
  const all = live ? [...read, live] : read;
  const files = read.flatMap(({ file }) => file ?? []);
  const sourceOf = new Map(all.map((source) => [source.file, source]));
  const groups = new Map(all.map((source) => [groupOf(source), source]));
  const found = [
    ...all.flatMap((source) =>
      source.problems.map((problem) => foundIn(source, readingFinding(source.name, problem))),
    ),
    ...[...groups].flatMap(([group, { collector, featureGates }]) =>
      RULES.flatMap((rule) =>
        [...rule.check({ version: collector.version, featureGates, files, live: live?.file, facts })].flatMap(
          (report) => {
            const source = sourceOf.get(report.file);
            return source && groupOf(source) === group ? [foundIn(source, findingOf(rule, report))] : [];
          },
        ),
      ),
    ),
  ];
  const order = new Map(all.map(({ name }, index) => [name, index]));
  const ofSource = new Map<CheckedSource, Found[]>();
  for (const each of found) {
    const others = ofSource.get(each.source);
    if (others) others.push(each);
    else ofSource.set(each.source, [each]);
  }
  const reported = found
    .filter(({ isIgnored }) => !isIgnored)
    .flatMap(({ source, finding }) => asConfigured(finding, source.settings.rules ?? {}))
    .sort(
      (a, b) =>
        (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.place.start - b.place.start || byCode(a, b),
    );
  return {
    findings: mergeFindings(reported, ONCE_PER_FILE),
    warnings: [...new Set(all.flatMap(({ collector: { warning } }) => warning ?? []))],
    files: all.map((source) => {
      const delivery = pipelineDelivery(source);
      return {
        name: source.name,
        ...(source.configuration !== undefined && { configuration: source.configuration }),
        tiers: source.file?.tiers ?? new Set(),
        verdict: verdictOf(
          source,
          (ofSource.get(source) ?? []).map(({ finding }) => finding),
        ),
        collector: source.collector.label,
        delivers: weakestDelivery(delivery),
        delivery,
      };
    }),
  };
}

/** A configuration, or a text without one, and where it is in its input. */
interface Source extends ReadText {
  name: string;
  placeOf(place: Place): Place;
}

/** A source, the settings that apply to it, and the Collector that they name. */
interface CheckedSource extends Source {
  settings: FileSettings;
  collector: CollectorImage;
  featureGates: FeatureGates;
}

/** Sources of one group are checked for the same Collector with the same gates. */
function groupOf({ collector, settings }: CheckedSource): string {
  return `${collector.label} ${settings.featureGates ?? ''}`;
}

/** A finding, and whether a comment ignores it. */
interface Found {
  source: CheckedSource;
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

function checkedBy(source: Source, { config, facts, ...options }: LintOptions): CheckedSource {
  const ofConfig = config?.settingsFor(source.name) ?? {};
  const ofSpec = versionOfSpec(facts?.spec, source.file?.tiers);
  const settings = mergeSettings(mergeSettings(ofConfig, ofSpec), options);
  const collector = collectorOf(settings);
  const featureGates = featureGatesOf(settings);
  const file = source.file && withMovedSettings(source.file, { version: collector.version, featureGates });
  return { ...source, ...(file && { file }), settings, collector, featureGates };
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
function verdictOf({ file }: Source, findings: readonly Finding[]): Verdict {
  const refusals = new Set(findings.map(({ refusal }) => refusal));
  if (refusals.has('validate')) return 'refused-at-validate';
  if (refusals.has('start')) return 'refused-at-start';
  return file ? 'accepted' : 'not-checked';
}

/** @param inner the finding with the place and the fix in the text of its configuration */
function foundIn(source: CheckedSource, inner: Finding): Found {
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
