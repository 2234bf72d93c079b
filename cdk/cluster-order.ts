import { plainName } from '../lib/pipeline';
import type { PipelineStack } from './pipeline-stack';

/** Makes each stack depend on the stack of the app that creates its cluster. */
export function orderByEcsCluster(stacks: readonly PipelineStack[]): void {
  const clusters = stacks.flatMap((stack) => {
    const { deploy, tiers } = stack.pipeline.spec;
    if (deploy.processing === 'existing') return [];
    return [{ stack, is: deploy.cluster, name: plainName(tiers.processing.cluster) }];
  });
  for (const used of clusters.filter(({ is }) => is === 'existing')) {
    const made = clusters.filter(({ is, name }) => is === 'new' && name === used.name);
    for (const { stack } of made) used.stack.addStackDependency(stack);
  }
}
