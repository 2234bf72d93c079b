import type { CollectorImage } from '../collector/collector-image';
import {
  applyFixes,
  type DeploymentFacts,
  type Finding,
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
 * Checks all files together, once per Collector, and keeps for each configuration the findings of its tier's Collector.
 * One of both tiers, or of neither, counts as one of the processing tier.
 */
export function lintByTier(
  inputs: readonly LintInput[],
  images: TierImages,
  facts: DeploymentFacts,
): LintResult {
  const ofProcessing = lint(inputs, { version: images.processing.version, facts });
  if (images.ingestion.label === images.processing.label) return ofProcessing;
  const ofIngestion = lint(inputs, { version: images.ingestion.version, facts });
  const isOfIngestion = ingestionIn(ofProcessing);
  const order = new Map(inputs.map(({ name }, index) => [name, index]));
  const orderOf = (name: string) => order.get(name) ?? inputs.length;
  return {
    findings: [
      ...ofProcessing.findings.filter((each) => !isOfIngestion(nameOf(each))),
      ...ofIngestion.findings.filter((each) => isOfIngestion(nameOf(each))),
    ].sort((a, b) => orderOf(a.file) - orderOf(b.file) || a.place.start - b.place.start),
    files: ofProcessing.files.map(
      (each, index) => (isOfIngestion(each) ? ofIngestion.files[index] : undefined) ?? each,
    ),
  };
}

/** Fixes each configuration for the Collector of its tier. */
export function fixByTier(
  inputs: readonly LintInput[],
  images: TierImages,
  facts: DeploymentFacts,
): FixedFile[] {
  const { version } = images.processing;
  if (images.ingestion.label === images.processing.label) return applyFixes(inputs, { version, facts });
  const isOfIngestion = ingestionIn(lint(inputs, { version, facts }));
  const processing = applyFixes(inputs, { version, facts }, (finding) => !isOfIngestion(nameOf(finding)));
  const ingestion = applyFixes(processing, { version: images.ingestion.version, facts }, (finding) =>
    isOfIngestion(nameOf(finding)),
  );
  return ingestion.map((file, index) => ({
    ...file,
    applied: [...(processing[index]?.applied ?? []), ...file.applied],
  }));
}

interface Configuration {
  name: string;
  configuration?: string;
}

/** Which configurations belong to the ingestion tier. */
function ingestionIn({ files }: LintResult): (each: Configuration) => boolean {
  const keys = new Set(files.filter(({ tiers }) => isIngestion(tiers)).map(keyOf));
  return (each) => keys.has(keyOf(each));
}

function nameOf({ file, configuration }: Finding): Configuration {
  return { name: file, ...(configuration !== undefined && { configuration }) };
}

function keyOf({ name, configuration }: Configuration): string {
  return JSON.stringify([name, configuration]);
}

function isIngestion(tiers: ReadonlySet<'ingestion' | 'processing'>): boolean {
  return tiers.has('ingestion') && !tiers.has('processing');
}
