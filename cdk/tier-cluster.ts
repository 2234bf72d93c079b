import { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { plainName } from '../lib/pipeline';
import { tellMisuse } from './checks/misuse';
import { maybeOnePlace } from './checks/one-place';

/**
 * A cluster for one tier, with Container Insights on.
 *
 * @param name kept over deployments: a service cannot move to another cluster, it would be replaced
 */
export function newTierCluster(scope: Construct, vpc: ec2.IVpc, name: string): ecs.ICluster {
  for (const other of clustersNamed(scope, name)) {
    tellMisuse(scope, {
      code: 'CDK_CLUSTER_TWICE',
      what: `The cluster ${name} is also made by ${other.node.path.replace(/\/Resource$/, '')}.`,
      fix: 'Make it once, and say deploy.cluster: existing for the other (cluster of the construct); or another name.',
    });
  }
  // The library's own class does not fit its interface under exactOptionalPropertyTypes.
  return new ecs.Cluster(scope, 'Cluster', {
    vpc,
    clusterName: name,
    containerInsightsV2: ecs.ContainerInsights.ENABLED,
  }) as ecs.ICluster;
}

/**
 * A cluster that is there already. Nothing is looked up. Where another stack of the app makes it, that one has to be
 * deployed first.
 *
 * @param named its name or its ARN
 */
export function existingCluster(scope: Construct, vpc: ec2.IVpc, named: string): ecs.ICluster {
  return ecs.Cluster.fromClusterAttributes(scope, 'Cluster', {
    vpc,
    clusterName: plainName(named),
    ...(named.startsWith('arn:') && { clusterArn: named }),
  });
}

/** Clusters of this name that the app makes where this stack may be deployed to. */
function clustersNamed(scope: Construct, name: string): ecs.CfnCluster[] {
  return scope.node.root.node
    .findAll()
    .filter((node): node is ecs.CfnCluster => node instanceof ecs.CfnCluster && node.clusterName === name)
    .filter((cluster) => maybeOnePlace(Stack.of(cluster).environment, Stack.of(scope).environment));
}
