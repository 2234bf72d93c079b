import * as ecs from 'aws-cdk-lib/aws-ecs';
import { parseCollectorImage } from '../lib/collector/collector-image';

/** Where each distribution is published, for arm64 and x86_64 alike. */
const CONTRIB = 'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib';
const ADOT = 'public.ecr.aws/aws-observability/aws-otel-collector';

/** What a tier's Collector container runs, and how it wants to be run. */
export interface TierImage {
  readonly image: ecs.ContainerImage;
  /** Decides how the configuration gets in, and whether there is a health check in the image. */
  readonly distribution: 'contrib' | 'adot';
  readonly origin: 'published' | 'own';
}

/**
 * The image of the spec's `collectorVersion`.
 *
 * @param own taken instead, as from your own ECR; it has to run the distribution and version that the spec names, with
 *   the Collector as its entry point
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN`
 */
export function tierImage(collectorVersion: string, own: ecs.ContainerImage | undefined): TierImage {
  const { distribution, label, version } = parseCollectorImage(collectorVersion);
  if (own) return { image: own, distribution, origin: 'own' };
  // ADOT's own number stands only in the label; `version` is the contrib one that it pins.
  const published =
    distribution === 'adot' ? `${ADOT}:${/v\d+\.\d+\.\d+/.exec(label)}` : `${CONTRIB}:${version.text}`;
  return { image: ecs.ContainerImage.fromRegistry(published), distribution, origin: 'published' };
}
