import type { SpecConflict } from './spec-conflict';

/** The parts of a spec that name a region, directly or in an ARN. */
interface NamedRegions {
  kafka: { auth: { mechanism: string; region?: string } };
  aws: { region?: string | undefined };
  deploy: {
    msk?: { clusterArn: string } | undefined;
    ingestion: 'none' | { certificateArn?: string | undefined };
    alarms: { topicArn?: string | undefined };
  };
}

/**
 * Regions in the spec that contradict each other. AWS would refuse them in the middle of a deployment, or MSK would
 * refuse every login after it. Both regions have to be in the spec, because without `aws.region` the stack goes to the
 * deployer's region.
 */
export function regionConflicts({ kafka, aws, deploy }: NamedRegions): SpecConflict[] {
  const certificateArn = deploy.ingestion === 'none' ? undefined : deploy.ingestion.certificateArn;
  const home = aws.region;
  return [
    ...conflict(regionOf(deploy.msk?.clusterArn), kafka.auth.region, (cluster) => ({
      path: ['kafka', 'auth', 'region'],
      message: `expected ${cluster}, the region of deploy.msk.clusterArn, because MSK refuses a login signed for another region`,
    })),
    ...conflict(home, regionOf(deploy.alarms.topicArn), (region, other) => ({
      path: ['deploy', 'alarms', 'topicArn'],
      message: `expected a topic in ${region}, the aws.region, because an alarm cannot notify a topic in ${other}`,
    })),
    ...conflict(home, regionOf(certificateArn), (region, other) => ({
      path: ['deploy', 'ingestion', 'certificateArn'],
      message: `expected a certificate in ${region}, the aws.region, because a load balancer cannot use one from ${other}`,
    })),
  ];
}

function conflict(
  expected: string | undefined,
  found: string | undefined,
  describe: (expected: string, found: string) => SpecConflict,
): SpecConflict[] {
  if (!expected || !found || expected === found) return [];
  return [describe(expected, found)];
}

/** `arn:PARTITION:SERVICE:REGION:…` */
function regionOf(arn: string | undefined): string | undefined {
  return arn?.split(':')[3];
}
