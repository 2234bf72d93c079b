import type { CollectorImage } from '../collector/collector-image';
import type { FeatureGates } from '../collector/feature-gates';
import {
  applyFixes,
  type DeploymentFacts,
  type FixedFile,
  type LintInput,
  type LintResult,
  lint,
} from '../lint';

/** The Collector of each tier. */
export interface TierImages {
  ingestion: CollectorImage;
  processing: CollectorImage;
}

/** The Collectors that files are checked against, for people. */
export function labelOf({ ingestion, processing }: TierImages): string {
  if (ingestion.label === processing.label) return processing.label;
  return `${ingestion.label} (ingestion tier) and ${processing.label} (processing tier)`;
}

/**
 * Checks all files together, once per Collector, and keeps for each file the findings of its tier's Collector. A file of
 * both tiers, or of neither, counts as one of the processing tier.
 */
export function lintByTier(
  inputs: readonly LintInput[],
  images: TierImages,
  facts: DeploymentFacts,
  featureGates?: FeatureGates,
): LintResult {
  const ofProcessing = lint(inputs, { version: images.processing.version, featureGates, facts });
  if (images.ingestion.label === images.processing.label) return ofProcessing;
  const ofIngestion = lint(inputs, { version: images.ingestion.version, featureGates, facts });
  const resultFor = new Map(
    ofProcessing.files.map(({ name, tiers }) => [name, isIngestion(tiers) ? ofIngestion : ofProcessing]),
  );
  return {
    findings: [...resultFor].flatMap(([name, { findings }]) => findings.filter(({ file }) => file === name)),
    files: [...resultFor].flatMap(([name, { files }]) => files.filter((file) => file.name === name)),
  };
}

/** Fixes each file for the Collector of its tier. */
export function fixByTier(
  inputs: readonly LintInput[],
  images: TierImages,
  facts: DeploymentFacts,
  featureGates?: FeatureGates,
): FixedFile[] {
  const fixFor = ({ version }: CollectorImage) => applyFixes(inputs, { version, featureGates, facts });
  const processing = fixFor(images.processing);
  if (images.ingestion.label === images.processing.label) return processing;
  const ingestion = new Map(fixFor(images.ingestion).map((file) => [file.name, file]));
  const { files } = lint(inputs, { version: images.processing.version, featureGates, facts });
  const isOfIngestion = new Set(files.filter(({ tiers }) => isIngestion(tiers)).map(({ name }) => name));
  return processing.map(
    (file) => (isOfIngestion.has(file.name) ? ingestion.get(file.name) : undefined) ?? file,
  );
}

function isIngestion(tiers: ReadonlySet<'ingestion' | 'processing'>): boolean {
  return tiers.has('ingestion') && !tiers.has('processing');
}
