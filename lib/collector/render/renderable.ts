import { SpillwayError } from '../../errors';
import type { OtlpAuth } from '../../pipeline';
import { ADOT_CONTRIB, NOT_IN_ADOT } from '../adot-releases';
import { type CollectorImage, parseCollectorImage } from '../collector-image';

/** The oldest minor version of contrib that Spillway renders for. docs/rendering.md lists the differences since then. */
const OLDEST = 145;

/** The minor version that added `record_partitioner` to the exporter. Before, the hasher is always sarama's. */
export const RECORD_PARTITIONER_SINCE = 150;

/**
 * The Collector image to render for.
 *
 * @param text a `collectorVersion`
 * @throws SpillwayError `COLLECTOR_VERSION_UNSUPPORTED`
 */
export function renderableImage(text: string): CollectorImage {
  const image = imageOrUndefined(text);
  if (image && isRendered(image.version.minor)) return image;
  throw new SpillwayError(
    'COLLECTOR_VERSION_UNSUPPORTED',
    `Spillway cannot render configurations for "${text}", only for Collector 0.${OLDEST}.0 and later, and for ADOT ${adotReleases().join(', ')}.`,
    'Run one of these versions, or write the configuration yourself.',
  );
}

/** @throws SpillwayError `COLLECTOR_COMPONENT_MISSING` if the image lacks one of the processors */
export function assertProcessors({ distribution, label }: CollectorImage, ids: string[]): void {
  const missing = ids.find((id) => NOT_IN_ADOT.has(id.split('/', 1).join('')));
  if (distribution !== 'adot' || missing === undefined) return;
  throw new SpillwayError(
    'COLLECTOR_COMPONENT_MISSING',
    `tiers.processing.processors has ${missing}, but ${label} has no such component.`,
    'Run a contrib image, or use processors that ADOT has: attributes, resource, span, filter.',
  );
}

/** @throws SpillwayError `COLLECTOR_COMPONENT_MISSING` if the image cannot check the login of clients */
export function assertOtlpAuth({ distribution, label }: CollectorImage, { mechanism }: OtlpAuth): void {
  if (distribution !== 'adot' || mechanism !== 'bearer') return;
  throw new SpillwayError(
    'COLLECTOR_COMPONENT_MISSING',
    `tiers.ingestion.auth.mechanism is bearer, but ${label} has no extension bearertokenauth.`,
    'Run a contrib image, or set the mechanism to mtls, which needs no extension.',
  );
}

function imageOrUndefined(text: string): CollectorImage | undefined {
  try {
    return parseCollectorImage(text);
  } catch (error) {
    if (error instanceof SpillwayError && error.code === 'COLLECTOR_VERSION_UNKNOWN') return undefined;
    throw error;
  }
}

function isRendered(minor: number): boolean {
  return minor >= OLDEST;
}

function adotReleases(): string[] {
  return [...ADOT_CONTRIB.keys()].filter((adot) =>
    isRendered(parseCollectorImage(`adot-${adot}`).version.minor),
  );
}
