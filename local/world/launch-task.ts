import path from 'node:path';
import type { TaskLaunch } from '../aws';
import { freePorts } from '../process/free-ports';
import { type ManagedProcess, startProcess } from '../process/managed-process';

/**
 * Starts an ECS task of the processing tier as a Collector process. On ECS each task has an address of its own; here
 * they share one, so each gets free ports for its health check and telemetry.
 */
export function launchCollectorTask(options: {
  otelcol: string;
  /** Logs go here, one file a task. */
  folder: string;
  secrets: Record<string, string>;
}): (task: TaskLaunch) => Promise<ManagedProcess> {
  return async (task) => {
    const [health, telemetry] = await freePorts(2);
    return startProcess({
      name: `task ${task.taskId}`,
      command: options.otelcol,
      args: task.command,
      env: {
        ...task.environment,
        ...options.secrets,
        SPILLWAY_TASK_ID: task.taskId,
        SPILLWAY_HEALTH_ENDPOINT: `127.0.0.1:${health}`,
        SPILLWAY_TELEMETRY_HOST: '127.0.0.1',
        SPILLWAY_TELEMETRY_PORT: String(telemetry),
      },
      cwd: options.folder,
      logFile: path.join(options.folder, `task-${task.taskId}.log`),
    });
  };
}
