import type { PipelineSpec } from '../../lib/pipeline';
import type { SynthError } from './synth-error';

/** The names that ECS allows for a new cluster and a new service. */
const ECS_NAME = /^[A-Za-z0-9_-]{1,255}$/;

const ALLOWED = 'up to 255 letters, digits, dashes and underscores';

/**
 * Checks that the names in the spec are valid for a new processing tier. The spec also allows ARNs there, but they name
 * an existing cluster or service.
 *
 * @param cluster `existing` if the tier runs in a cluster that already exists
 */
export function checkTierNames(
  { tiers: { processing } }: PipelineSpec,
  cluster: 'new' | 'existing',
): SynthError[] {
  const errors: SynthError[] = [];
  if (cluster === 'new' && !ECS_NAME.test(processing.cluster)) {
    errors.push({
      code: 'CDK_CLUSTER_NAME',
      message: `tiers.processing.cluster is ${processing.cluster}, which is not a valid name for a new cluster.`,
      whatToDo: `For an existing cluster, set deploy.cluster: existing or pass cluster to the construct. For a new one, use ${ALLOWED}.`,
    });
  }
  if (!ECS_NAME.test(processing.service)) {
    errors.push({
      code: 'CDK_SERVICE_NAME',
      message: `tiers.processing.service is ${processing.service}, which is not a valid name for a new service.`,
      whatToDo: `For an existing service, set deploy.processing: existing. For a new one, use ${ALLOWED}.`,
    });
  }
  return errors;
}
