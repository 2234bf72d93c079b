import * as ecs from 'aws-cdk-lib/aws-ecs';
import { parseCollectorImage } from '../lib/collector/collector-image';

/** Where each distribution is published, for both arm64 and x86_64. */
const CONTRIB = 'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib';
const ADOT = 'public.ecr.aws/aws-observability/aws-otel-collector';

/** The image of a tier's Collector container, and how it has to be run. */
export interface TierImage {
  readonly image: ecs.ContainerImage;
  /** Determines how the configuration gets in, and whether the image has a health check. */
  readonly distribution: 'contrib' | 'adot';
  readonly origin: 'published' | 'own';
}

/**
 * The image for the spec's `collectorVersion`.
 *
 * @param own used instead, for example from your own ECR; it has to run the distribution and version that the spec
 *   names, with the Collector as its entry point
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN`
 */
export function tierImage(collectorVersion: string, own: ecs.ContainerImage | undefined): TierImage {
  const { distribution, label, version } = parseCollectorImage(collectorVersion);
  if (own) return { image: own, distribution, origin: 'own' };
  // ADOT's own number appears only in the label; `version` is the contrib version that it pins.
  const published =
    distribution === 'adot' ? `${ADOT}:${/v\d+\.\d+\.\d+/.exec(label)}` : `${CONTRIB}:${version.text}`;
  return { image: ecs.ContainerImage.fromRegistry(published), distribution, origin: 'published' };
}
