import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';

/**
 * A cluster for one tier, with Container Insights on.
 *
 * @param name kept over deployments: a service cannot move to another cluster, it would be replaced
 */
export function newTierCluster(scope: Construct, vpc: ec2.IVpc, name: string): ecs.ICluster {
  // The library's own class does not fit its interface under exactOptionalPropertyTypes.
  return new ecs.Cluster(scope, 'Cluster', {
    vpc,
    clusterName: name,
    containerInsightsV2: ecs.ContainerInsights.ENABLED,
  }) as ecs.ICluster;
}
