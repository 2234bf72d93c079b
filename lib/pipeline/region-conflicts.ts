/** As much of a spec as names a region, by itself or within an ARN. */
interface NamedRegions {
  kafka: { auth: { mechanism: string; region?: string } };
  aws: { region?: string | undefined };
  deploy: {
    msk?: { clusterArn: string } | undefined;
    ingestion: 'none' | { certificateArn?: string | undefined };
    alarms: { topicArn?: string | undefined };
  };
}

/** A key that contradicts another one, and what is expected of it. */
export interface RegionConflict {
  path: string[];
  message: string;
}

/**
 * Regions that cannot both be right: AWS would refuse them in the middle of a deployment, or MSK each login after it.
 * Only where both are said: without `aws.region` a stack goes to the region of whoever deploys it.
 */
export function regionConflicts({ kafka, aws, deploy }: NamedRegions): RegionConflict[] {
  const certificateArn = deploy.ingestion === 'none' ? undefined : deploy.ingestion.certificateArn;
  const home = aws.region;
  return [
    ...conflict(regionOf(deploy.msk?.clusterArn), kafka.auth.region, (cluster) => ({
      path: ['kafka', 'auth', 'region'],
      message: `expected ${cluster}, the region of deploy.msk.clusterArn: MSK refuses a login that is signed for another one`,
    })),
    ...conflict(home, regionOf(deploy.alarms.topicArn), (region, other) => ({
      path: ['deploy', 'alarms', 'topicArn'],
      message: `expected a topic in ${region}, the aws.region: an alarm tells none in ${other}`,
    })),
    ...conflict(home, regionOf(certificateArn), (region, other) => ({
      path: ['deploy', 'ingestion', 'certificateArn'],
      message: `expected a certificate in ${region}, the aws.region: a load balancer takes none of ${other}`,
    })),
  ];
}

function conflict(
  expected: string | undefined,
  said: string | undefined,
  tell: (expected: string, said: string) => RegionConflict,
): RegionConflict[] {
  if (!expected || !said || expected === said) return [];
  return [tell(expected, said)];
}

/** `arn:PARTITION:SERVICE:REGION:…` */
function regionOf(arn: string | undefined): string | undefined {
  return arn?.split(':')[3];
}
