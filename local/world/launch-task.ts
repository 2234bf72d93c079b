import path from 'node:path';
import type { TaskLaunch } from '../aws';
import { type ManagedProcess, startProcess } from '../process/managed-process';

/** The ports that the rendered configuration uses in a container. */
export const TASK_PORTS = { health: 13_133, metrics: 8_888 } as const;

/**
 * Starts an ECS task of the processing tier as a Collector process. The tasks share one address, so each one listens on
 * the host ports that it was given for the ports above.
 */
export function launchCollectorTask(options: {
  otelcol: string;
  /** The folder for logs, one file per task. */
  folder: string;
  secrets: Record<string, string>;
}): (task: TaskLaunch) => Promise<ManagedProcess> {
  return async (task) => {
    const at = (port: number) =>
      task.hostPorts.find(({ containerPort }) => containerPort === port)?.hostPort ?? 0;
    return startProcess({
      name: `task ${task.taskId}`,
      command: options.otelcol,
      args: task.command,
      env: {
        ...task.environment,
        ...options.secrets,
        SPILLWAY_TASK_ID: task.taskId,
        SPILLWAY_HEALTH_ENDPOINT: `127.0.0.1:${at(TASK_PORTS.health)}`,
        SPILLWAY_TELEMETRY_HOST: '127.0.0.1',
        SPILLWAY_TELEMETRY_PORT: String(at(TASK_PORTS.metrics)),
      },
      cwd: options.folder,
      logFile: path.join(options.folder, `task-${task.taskId}.log`),
    });
  };
}
