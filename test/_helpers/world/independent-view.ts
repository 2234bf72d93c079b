import type { InitialOffset } from '../../../lib/pipeline';
import type { Lane } from '../../../local/world/lane';
import type { World } from '../../../local/world/world';

/** A stop of all tasks in ECS, whoever made it. */
export interface Pause {
  stoppedAtMs: number;
  /** When the tasks were started again; `undefined` until then. */
  startedAtMs: number | undefined;
}

/** Every stop of the service so far, from the calls that reached ECS. */
export function pausesOf(lane: Lane): Pause[] {
  const pauses: Pause[] = [];
  for (const { target, input, atMs } of lane.aws.calls) {
    if (!target.endsWith('.UpdateService') || input.service !== lane.spec.tiers.processing.service) continue;
    if (typeof input.desiredCount !== 'number') continue;
    const last = pauses.at(-1);
    const stopped = last !== undefined && last.startedAtMs === undefined;
    if (input.desiredCount === 0 && !stopped) pauses.push({ stoppedAtMs: atMs, startedAtMs: undefined });
    if (input.desiredCount > 0 && stopped) last.startedAtMs = atMs;
  }
  return pauses;
}

/** A task, with the config that it was started with. */
export interface StartedTask {
  id: string;
  initialOffset: InitialOffset;
}

/** All tasks of the lane so far, in the order in which they started. */
export function tasksStarted(world: World, { spec }: Lane): StartedTask[] {
  const client = new RegExp(`client_id: ["']?spillway-${spec.name}["']?$`, 'm');
  return [...world.taskEnvironments].flatMap(([id, environment]): StartedTask[] => {
    const text = Object.values(environment).find((value) => client.test(value));
    if (text === undefined) return [];
    return [{ id, initialOffset: text.includes('initial_offset: latest') ? 'latest' : 'earliest' }];
  });
}
