import type { PipelineStack } from './pipeline-stack';

/** A stack whose tiers run in a cluster that another one of the app makes is deployed after that one. */
export function orderByCluster(stacks: readonly PipelineStack[]): void {
  for (const stack of stacks.filter((each) => clusterOf(each)?.is === 'existing')) {
    for (const other of stacks.filter((each) => clusterOf(each)?.is === 'new')) {
      if (clusterOf(stack)?.name === clusterOf(other)?.name) stack.addStackDependency(other);
    }
  }
}

function clusterOf({ pipeline: { spec } }: PipelineStack) {
  const { cluster, processing } = spec.deploy;
  if (processing === 'existing') return undefined;
  return { is: cluster, name: spec.tiers.processing.cluster.split('/').at(-1) };
}
