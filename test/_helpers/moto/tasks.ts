import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AwsClients } from '../../../lib/adapters/aws/clients';
import { createEcsTaskService } from '../../../lib/adapters/aws/ecs-task-service';
import { createSsmConfigStore } from '../../../lib/adapters/aws/ssm-config-store';
import { type PipelineSpec, parameterPrefix } from '../../../lib/pipeline';
import { type RunningCollector, startCollector } from '../../../local/collector/start-collector';

const LOOK_EVERY_MS = 200;
const GRACE_MS = 10_000;

export interface TasksOnMoto {
  /** Stops all tasks. Throws if something failed in the meantime. */
  stop(): Promise<void>;
}

/**
 * Simulates the tasks of a service, because moto only counts them. It runs as many real Collectors as `desiredCount`
 * says, and starts each with the live config at that moment. moto reports them as running at once, so the controller can
 * see only from the group when they really run.
 */
export function playTasks(options: {
  clients: AwsClients;
  spec: PipelineSpec;
  /** The path from `ensureCollector`. */
  otelcol: string;
  /** The folder for logs. */
  folder: string;
}): TasksOnMoto {
  const { clients, spec, otelcol, folder } = options;
  const { cluster, service } = spec.tiers.processing;
  const autoScaling = async () => ({ kind: 'none' as const });
  const tasks = createEcsTaskService({ client: clients.ecs, cluster, service, autoScaling });
  const store = createSsmConfigStore({ client: clients.ssm, prefix: parameterPrefix(spec) });
  const running: RunningCollector[] = [];
  const over = new AbortController();
  let started = 0;

  const start = async () => {
    const { config } = await store.read();
    if (!config) throw new Error('a task was to start before its config was there');
    const name = `task-${++started}`;
    const logFile = path.join(folder, `${name}.log`);
    running.push(await startCollector({ bin: otelcol, name, configText: config.value, env: {}, logFile }));
  };
  const keepTo = async (count: number) => {
    while (running.length < count) await start();
    await Promise.all(running.splice(count).map((collector) => collector.stop(GRACE_MS)));
  };
  const loop = async () => {
    while (!over.signal.aborted) {
      await keepTo((await tasks.describe()).desiredCount);
      await pause(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  };
  const looping = loop();
  // A failure is reported by `stop`.
  looping.catch(() => {});
  return {
    async stop() {
      over.abort();
      try {
        await looping;
      } finally {
        await keepTo(0);
      }
    },
  };
}
