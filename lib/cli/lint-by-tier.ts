import type { CollectorImage } from '../collector/collector-image';
import {
  applyFixes,
  type DeploymentFacts,
  type FixedFile,
  type LintInput,
  type LintResult,
  lint,
} from '../lint';

/** What each tier runs. */
export interface TierImages {
  ingestion: CollectorImage;
  processing: CollectorImage;
}

/** The Collector that files are read for, for people. */
export function labelOf({ ingestion, processing }: TierImages): string {
  if (ingestion.label === processing.label) return processing.label;
  return `${ingestion.label} (ingestion tier) and ${processing.label} (processing tier)`;
}

/**
 * Looks at all files together, once for each Collector, and takes of each file what the Collector of its tier makes of
 * it. A file of both tiers, or of neither, goes with the processing tier.
 */
export function lintByTier(
  inputs: readonly LintInput[],
  images: TierImages,
  facts: DeploymentFacts,
): LintResult {
  const ofProcessing = lint(inputs, { version: images.processing.version, facts });
  if (images.ingestion.label === images.processing.label) return ofProcessing;
  const ofIngestion = lint(inputs, { version: images.ingestion.version, facts });
  const resultFor = new Map(
    ofProcessing.files.map(({ name, tiers }) => [name, isIngestion(tiers) ? ofIngestion : ofProcessing]),
  );
  return {
    findings: [...resultFor].flatMap(([name, { findings }]) => findings.filter(({ file }) => file === name)),
    files: [...resultFor].flatMap(([name, { files }]) => files.filter((file) => file.name === name)),
  };
}

/** Mends each file for the Collector of its tier. */
export function fixByTier(
  inputs: readonly LintInput[],
  images: TierImages,
  facts: DeploymentFacts,
): FixedFile[] {
  const fixFor = ({ version }: CollectorImage) => applyFixes(inputs, { version, facts });
  const processing = fixFor(images.processing);
  if (images.ingestion.label === images.processing.label) return processing;
  const ingestion = new Map(fixFor(images.ingestion).map((file) => [file.name, file]));
  const { files } = lint(inputs, { version: images.processing.version, facts });
  const isOfIngestion = new Set(files.filter(({ tiers }) => isIngestion(tiers)).map(({ name }) => name));
  return processing.map(
    (file) => (isOfIngestion.has(file.name) ? ingestion.get(file.name) : undefined) ?? file,
  );
}

function isIngestion(tiers: ReadonlySet<'ingestion' | 'processing'>): boolean {
  return tiers.has('ingestion') && !tiers.has('processing');
}
