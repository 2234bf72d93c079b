import { SpillwayError } from '../errors';

/** The contrib version whose settings the renderers write; other versions spell some of them otherwise. */
export const RENDERED_VERSION = '0.160.0';

/** @throws SpillwayError `COLLECTOR_VERSION_UNSUPPORTED` */
export function assertRenderable(version: string, tier: 'ingestion' | 'processing'): void {
  if (version === RENDERED_VERSION) return;
  throw new SpillwayError(
    'COLLECTOR_VERSION_UNSUPPORTED',
    `tiers.${tier}.collectorVersion is ${version}, and configurations are rendered for ${RENDERED_VERSION} only.`,
    `Run Collector ${RENDERED_VERSION}, or bring a configuration of your own.`,
  );
}
