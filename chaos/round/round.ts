import type { Task } from '../../local/aws/ecs-model';
import type { ManagedProcess } from '../../local/process/managed-process';
import { CLUSTER, type Pipeline } from '../world/pipeline';
import type { ControllerLoop } from './controller-loop';
import type { People } from './people';
import type { Traffic } from './traffic';

/** What a fault can reach: the pipeline of one seed, its controller, its traffic, and the people around it. */
export interface Round {
  readonly pipeline: Pipeline;
  readonly controller: ControllerLoop;
  readonly traffic: Traffic;
  readonly people: People;
}

/** The tasks that ECS counts as running, with their processes. */
export function runningTasks({ pipeline }: Round): { task: Task; process: ManagedProcess }[] {
  const { aws, taskProcesses } = pipeline.world;
  const tasks = aws.truth.service(CLUSTER, pipeline.spec.name)?.tasks ?? [];
  return tasks.flatMap((task) => {
    const process = taskProcesses.get(task.id);
    return task.lastStatus === 'RUNNING' && process?.running ? [{ task, process }] : [];
  });
}

export function desiredCount({ pipeline }: Round): number {
  return pipeline.world.aws.truth.service(CLUSTER, pipeline.spec.name)?.desiredCount ?? 0;
}

export function parameter({ pipeline }: Round, name: string): string | undefined {
  return pipeline.world.aws.truth.parameter(`${pipeline.prefix}/${name}`);
}

/** Ids of spans that were acknowledged, are not at the backend, and that nobody gave up. */
export function undelivered({ pipeline, people }: Round): string[] {
  return pipeline.sink.missing(pipeline.ledger).filter((spanId) => !people.givenUp.has(spanId));
}
