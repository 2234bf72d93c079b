import { ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { waitUntil } from '../process/wait-until';
import { ecsClient } from '../world/processing-tier';
import type { World } from '../world/world';

const REPLACE_TIMEOUT_MS = 60_000;

/** How many calls to ECS have set desiredCount to 0. */
export function stopsOf({ aws }: Pick<World, 'aws'>): number {
  return aws.calls.filter(
    ({ target, input }) => target.endsWith('.UpdateService') && input.desiredCount === 0,
  ).length;
}

/**
 * Stops one task and waits for its replacement.
 *
 * @returns the new task, and whether its configuration has latest
 */
export async function replaceTask(
  world: Pick<World, 'aws' | 'spec' | 'taskEnvironments'>,
  signal: AbortSignal,
): Promise<{ id: string; onLatest: boolean }> {
  const { cluster, service } = world.spec.tiers.processing;
  const client = ecsClient(world);
  try {
    const before = new Set(world.taskEnvironments.keys());
    const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, serviceName: service }));
    await client.send(
      new StopTaskCommand({ cluster, task: taskArns[0], reason: 'replaced by the demonstration' }),
    );
    const started = () => [...world.taskEnvironments].find(([id]) => !before.has(id));
    await waitUntil('the task that replaces the stopped one', () => started() !== undefined, {
      timeoutMs: REPLACE_TIMEOUT_MS,
      signal,
    });
    const [id, environment] = started() ?? ['none', {}];
    return {
      id,
      onLatest: Object.values(environment).some((text) => text.includes('initial_offset: latest')),
    };
  } finally {
    client.destroy();
  }
}
