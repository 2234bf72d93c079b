import { SpillwayError } from '../../errors';
import { ADOT_CONTRIB, NOT_IN_ADOT } from '../adot-releases';
import { type CollectorImage, parseCollectorImage } from '../collector-image';

/** Minor versions of contrib that configurations are rendered for; docs/rendering.md says what differs between them. */
const OLDEST = 145;
const NEWEST = 160;

/** The exporter's `record_partitioner` came with this minor version; before, the hasher is always sarama's. */
export const RECORD_PARTITIONER_SINCE = 150;

/**
 * The image that a configuration is to be rendered for.
 *
 * @param text as `collectorVersion` in the spec
 * @throws SpillwayError `COLLECTOR_VERSION_UNSUPPORTED` for any other than those that are rendered
 */
export function renderableImage(text: string): CollectorImage {
  const image = imageOrUndefined(text);
  if (image && isRendered(image.version.minor)) return image;
  throw new SpillwayError(
    'COLLECTOR_VERSION_UNSUPPORTED',
    `Configurations are rendered for Collector 0.${OLDEST}.0 to 0.${NEWEST}.0 and for ADOT ${adotReleases().join(', ')}, not for "${text}".`,
    'Run one of these, or bring a configuration of your own.',
  );
}

/** @throws SpillwayError `COLLECTOR_COMPONENT_MISSING` when the image has no such processor */
export function assertProcessors({ distribution, label }: CollectorImage, ids: string[]): void {
  const missing = ids.find((id) => NOT_IN_ADOT.has(id.split('/', 1).join('')));
  if (distribution !== 'adot' || missing === undefined) return;
  throw new SpillwayError(
    'COLLECTOR_COMPONENT_MISSING',
    `tiers.processing.processors has ${missing}, and ${label} has no such component.`,
    'Run a contrib image, or say the same with processors that ADOT has: attributes, resource, span, filter.',
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
  return minor >= OLDEST && minor <= NEWEST;
}

function adotReleases(): string[] {
  return [...ADOT_CONTRIB.keys()].filter((adot) =>
    isRendered(parseCollectorImage(`adot-${adot}`).version.minor),
  );
}
