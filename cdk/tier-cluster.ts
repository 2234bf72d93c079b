import { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { plainName } from '../lib/pipeline';
import { mayShareEnvironment } from './checks/same-environment';
import { reportSynthError } from './checks/synth-error';

/**
 * A cluster for one tier, with Container Insights on.
 *
 * @param name must not change, because a service cannot move to another cluster and would be replaced
 */
export function newTierCluster(scope: Construct, vpc: ec2.IVpc, name: string): ecs.ICluster {
  for (const other of clustersNamed(scope, name)) {
    reportSynthError(scope, {
      code: 'CDK_CLUSTER_TWICE',
      message: `The cluster ${name} is also created by ${other.node.path.replace(/\/Resource$/, '')}.`,
      whatToDo:
        'Create it once, and set deploy.cluster: existing for the other, or pass cluster to the construct. Or use another name.',
    });
  }
  // ecs.Cluster does not satisfy ICluster under exactOptionalPropertyTypes.
  return new ecs.Cluster(scope, 'Cluster', {
    vpc,
    clusterName: name,
    containerInsightsV2: ecs.ContainerInsights.ENABLED,
  }) as ecs.ICluster;
}

/**
 * An existing cluster. Nothing is looked up. If another stack of the app creates it, that stack must be deployed first.
 *
 * @param named its name or ARN
 */
export function existingCluster(scope: Construct, vpc: ec2.IVpc, named: string): ecs.ICluster {
  return ecs.Cluster.fromClusterAttributes(scope, 'Cluster', {
    vpc,
    clusterName: plainName(named),
    ...(named.startsWith('arn:') && { clusterArn: named }),
  });
}

/** Clusters with this name that the app may create in the same account and region. */
function clustersNamed(scope: Construct, name: string): ecs.CfnCluster[] {
  return scope.node.root.node
    .findAll()
    .filter((node): node is ecs.CfnCluster => node instanceof ecs.CfnCluster && node.clusterName === name)
    .filter((cluster) => mayShareEnvironment(Stack.of(cluster).environment, Stack.of(scope).environment));
}
