import type { TaskMetricsReader } from '../../controller/ports';
import type { TaskSnapshot } from '../../core/snapshot/service';
import type { TaskMetrics } from '../../core/snapshot/task-metrics';
import { exportMetrics } from './export-metrics';

export interface TaskMetricsReaderOptions {
  /** The container's metrics port, from the telemetry section of its configuration. */
  containerPort: number;
  /** Timeout for each address of a task. All tasks are read at the same time. */
  timeoutMs?: number;
}

/** If a security group drops the packets, every tick waits this long. */
const TIMEOUT_MS = 1_500;
/** All tasks are read (up to `MOST_ASKED`), because each holds different data. This many are read at a time. */
const AT_ONCE = 50;
const MOST_ASKED = 200;
/** A Collector's metrics are about 10 KB, but something else may respond at that address. */
const LONGEST_ANSWER = 4_000_000;

/** Reads the Prometheus metrics of each task, from the first of its addresses that responds. */
export function createTaskMetricsReader({
  containerPort,
  timeoutMs = TIMEOUT_MS,
}: TaskMetricsReaderOptions): TaskMetricsReader {
  const ask = async (task: TaskSnapshot): Promise<TaskMetrics> => {
    const { id, addresses } = task;
    if (addresses.length === 0)
      return { kind: 'unreadable', id, why: 'ECS shows no address of the task (no awsvpc networking)' };
    const port = task.hostPorts?.find((each) => each.containerPort === containerPort)?.hostPort;
    const problems: string[] = [];
    for (const address of addresses) {
      const host = address.includes(':') ? `[${address}]` : address;
      const url = `http://${host}:${port ?? containerPort}/metrics`;
      try {
        return { kind: 'read', id, ...exportMetrics(await get(url, timeoutMs)) };
      } catch (error) {
        problems.push(`${url}: ${problemOf(error, timeoutMs)}`);
      }
    }
    return { kind: 'unreadable', id, why: problems.join('; ') };
  };
  return {
    async read(tasks) {
      const running = tasks.filter(
        ({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING',
      );
      const read: TaskMetrics[] = [];
      for (let from = 0; from < Math.min(running.length, MOST_ASKED); from += AT_ONCE) {
        const to = Math.min(from + AT_ONCE, MOST_ASKED);
        read.push(...(await Promise.all(running.slice(from, to).map(ask))));
      }
      const why = `more than ${MOST_ASKED} tasks are running, and the rest are not read`;
      return [
        ...read,
        ...running.slice(MOST_ASKED).map(({ id }): TaskMetrics => ({ kind: 'unreadable', id, why })),
      ];
    },
  };
}

async function get(url: string, timeoutMs: number): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new Error(`more than ${LONGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return Buffer.concat(chunks).toString();
}

/** fetch only throws "fetch failed"; the reason is in its cause. */
function problemOf(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Partial<Error>;
  if (name === 'TimeoutError') return `no response within ${timeoutMs} ms`;
  const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? why ?? message ?? String(error);
}
