import { createServer } from 'node:http';
import type { TaskLaunch } from '../../local/aws';
import type { ManagedProcess, ProcessExit } from '../../local/process/managed-process';
import { TASK_PORTS } from '../../local/world/launch-task';

/** What a Collector with empty queues reports, as far as the controller reads it. */
const METRICS = ['traces', 'metrics', 'logs']
  .flatMap((signal) => [
    `otelcol_exporter_queue_size{data_type="${signal}",exporter="otlp_http"} 0`,
    `otelcol_exporter_queue_capacity{data_type="${signal}",exporter="otlp_http"} 1000`,
  ])
  .join('\n');

/** An ECS task that holds nothing and only answers for its metrics: a Collector would take the CPU that is measured. */
export async function launchIdleTask({ taskId, hostPorts }: TaskLaunch): Promise<ManagedProcess> {
  const port = hostPorts.find(({ containerPort }) => containerPort === TASK_PORTS.metrics)?.hostPort ?? 0;
  const server = createServer((_, response) => response.end(`${METRICS}\n`));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  let end: (exit: ProcessExit) => void = () => {};
  const exited = new Promise<ProcessExit>((resolve) => {
    end = resolve;
  });
  let running = true;
  const stop = (signal: ProcessExit['signal']) => {
    running = false;
    server.closeAllConnections();
    server.close(() => end({ code: null, signal }));
    return exited;
  };
  return {
    name: `task ${taskId}`,
    pid: 0,
    logFile: '',
    exited,
    get running() {
      return running;
    },
    kill: (signal) => void stop(signal),
    stop: () => stop('SIGTERM'),
  };
}
