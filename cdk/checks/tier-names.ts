import type { PipelineSpec } from '../../lib/pipeline';
import type { Misuse } from './misuse';

/** What ECS takes for a new cluster and a new service. */
const ECS_NAME = /^[A-Za-z0-9_-]{1,255}$/;

const EXPECTED = 'letters, digits, dashes and underscores, 255 at most';

/**
 * Can a processing tier be made under the names of the spec? There an ARN may stand, too: that is for a tier that exists
 * already.
 *
 * @param cluster `existing`: the tier runs in one that is there, however it is named
 */
export function tierNamesMisuse(
  { tiers: { processing } }: PipelineSpec,
  cluster: 'new' | 'existing',
): Misuse[] {
  return [
    ...(cluster === 'existing' || ECS_NAME.test(processing.cluster)
      ? []
      : [
          {
            code: 'CDK_CLUSTER_NAME',
            what: `tiers.processing.cluster is ${processing.cluster}, which no new cluster can be called.`,
            fix: `For one that is there already say deploy.cluster: existing (cluster of the construct); else a name of ${EXPECTED}.`,
          },
        ]),
    ...(ECS_NAME.test(processing.service)
      ? []
      : [
          {
            code: 'CDK_SERVICE_NAME',
            what: `tiers.processing.service is ${processing.service}, which no new service can be called.`,
            fix: `For one that is there already say deploy.processing: existing; else a name of ${EXPECTED}.`,
          },
        ]),
  ];
}
