import { LocalAutoScaling } from './auto-scaling';
import { LocalEcs } from './ecs';
import type { Launch, Task } from './ecs-model';
import { type AwsFault, FaultInjector } from './fault-injector';
import { type LocalFunction, LocalFunctions } from './functions';
import { type Around, type Call, startJsonServer } from './json-server';
import { type SchedulerTiming, ServiceScheduler } from './service-scheduler';
import { LocalSsm } from './ssm';

export type { Launch, TaskLaunch } from './ecs-model';
export type { AwsFault } from './fault-injector';
export type { Around } from './json-server';

export interface AwsTruth {
  /** The value of a parameter; `undefined` if it does not exist. */
  parameter(name: string): string | undefined;
  /** The service and its tasks, without STOPPED ones; `undefined` if it does not exist. */
  service(cluster: string, name: string): { desiredCount: number; tasks: readonly Task[] } | undefined;
}

export interface LocalAws {
  /** `http://127.0.0.1:port`, the value for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  /** Every JSON 1.1 call so far, for tests. */
  readonly calls: readonly Call[];
  /** Registers a function under a name, so that it can be invoked. Replaces an earlier one. */
  deployFunction(name: string, deployed: LocalFunction): void;
  /**
   * Injects a failure of AWS into an operation: it is stale, slow, refused or without a response.
   *
   * @param onHit called for each call whose effect, response or time the failure changes
   * @returns a function that ends the failure
   * @example const end = aws.injectFault({ kind: 'forget', operation: 'UpdateService', carriedOutAfterMs: 4_000, calls:
   *   1 });
   */
  injectFault(fault: AwsFault, onHit?: () => void): () => void;
  /** What is so at this moment, past all failures, for those who judge from outside. */
  readonly truth: AwsTruth;
  /** Stops all tasks (SIGTERM, then SIGKILL after their stopTimeout), then the endpoint. */
  stop(): Promise<void>;
}

/**
 * Simulates SSM, ECS, Application Auto Scaling's targets and Lambda's Invoke. It supports the operations that Spillway
 * uses, over the SDK's HTTP protocols, with real processes as tasks. test/contract runs the same suite on it and on
 * moto.
 *
 * @param options.launch starts the process of a task, with its complete environment
 * @param options.timing how fast the service scheduler is; for tests
 * @param options.around wraps every call of SSM, ECS and Application Auto Scaling
 */
export async function startLocalAws(options: {
  launch: Launch;
  timing?: Partial<SchedulerTiming>;
  around?: Around | undefined;
}): Promise<LocalAws> {
  const ssm = new LocalSsm();
  const scheduler = new ServiceScheduler({ ...options, ssm });
  const ecs = new LocalEcs(scheduler);
  const functions = new LocalFunctions();
  const faults = new FaultInjector({
    AmazonSSM: () => ssm.frozen(),
    AmazonEC2ContainerServiceV20141113: () => ecs.frozen(),
  });
  const { around = (_, carryOut) => carryOut() } = options;
  const server = await startJsonServer(
    {
      AmazonSSM: ssm.operations,
      AnyScaleFrontendService: new LocalAutoScaling().operations,
      AmazonEC2ContainerServiceV20141113: ecs.operations,
    },
    (request) => functions.answer(request),
    (call, carryOut) => around(call, () => faults.around(call, carryOut)),
  );
  return {
    endpoint: server.endpoint,
    calls: server.calls,
    deployFunction: (name, deployed) => functions.deploy(name, deployed),
    injectFault: (fault, onHit) => faults.begin(fault, onHit),
    truth: {
      parameter: (name) => ssm.value(name),
      service(cluster, name) {
        const found = ecs.found(cluster, name);
        return found && { desiredCount: found.desiredCount, tasks: scheduler.tasksOf(found) };
      },
    },
    async stop() {
      faults.stop();
      await scheduler.stop();
      await server.stop();
    },
  };
}
