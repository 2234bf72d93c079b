import type { CollectorImage } from '../collector/collector-image';
import type { Place } from '../collector/config/config-document';
import type { FeatureGates } from '../collector/feature-gates';
import type { PipelineSpec } from '../pipeline';
import { collectorOf, type FileSettings, featureGatesOf, mergeSettings } from './config/file-settings';
import type { LintConfig } from './config/lint-config';
import type { DeploymentFacts } from './facts';
import type { Finding } from './finding';
import { isIgnored } from './ignore-comment';
import { LineIndex } from './line-index';
import { withMovedSettings } from './moved-settings';
import { readLintFile } from './read-file';
import { type ReadText, readInput } from './read-input';
import type { LintFile } from './rule';
import { IDENTITY } from './wrapped/embedding';

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

/** A configuration, or a text without one, and where it is in its input. */
export interface Source extends ReadText {
  name: string;
  placeOf(place: Place): Place;
}

/** A source, the settings that apply to it, and the Collector that they name. */
export interface CheckedSource extends Source {
  settings: FileSettings;
  collector: CollectorImage;
  featureGates: FeatureGates;
}

/** Sources of one group are checked for the same Collector with the same gates. */
export function groupOf({ collector, settings }: CheckedSource): string {
  return `${collector.label} ${settings.featureGates ?? ''}`;
}

/** A finding, and whether a comment ignores it. */
export interface Found {
  source: CheckedSource;
  finding: Finding;
  isIgnored: boolean;
}

/** An input can hold several configurations. */
export function sourcesOf({ name, text }: LintInput, options: LintOptions): CheckedSource[] {
  let lines: LineIndex | undefined;
  const sources = readInput({ name, text }).map((reading) => ({
    ...reading,
    name,
    placeOf(place: Place) {
      if (reading.embedding === IDENTITY) return place;
      lines ??= new LineIndex(text);
      return lines.placeOf(...reading.embedding.rangeOf(place.start, place.end));
    },
  }));
  return sources.map((source) => withSettings(source, options));
}

/** The live configuration is never wrapped. */
export function liveSource(input: LintInput, options: LintOptions): CheckedSource {
  const { text } = input;
  const reading = { configuration: undefined, text, embedding: IDENTITY, ...readLintFile(input.name, text) };
  return withSettings({ ...reading, name: input.name, placeOf: (place) => place }, options);
}

function withSettings(source: Source, { config, facts, ...options }: LintOptions): CheckedSource {
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

/** @param inner the finding with the place and the fix in the text of its configuration */
export function foundIn(source: CheckedSource, inner: Finding): Found {
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
