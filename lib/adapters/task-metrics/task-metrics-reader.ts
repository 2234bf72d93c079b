import type { TaskMetricsReader } from '../../controller/ports';
import type { TaskSnapshot } from '../../core/snapshot/service';
import type { TaskMetrics } from '../../core/snapshot/task-metrics';
import { exportMetrics } from './export-metrics';

export interface TaskMetricsReaderOptions {
  /** Where the container listens, as the configuration's telemetry section says. */
  containerPort: number;
  /** For each address of a task; the tasks are asked at the same time. */
  timeoutMs?: number;
}

/** A security group that drops packets costs each tick this much, on top of what Kafka takes anyway. */
const TIMEOUT_MS = 1_500;
/** What one task holds no other one shows, so all are asked, as many at once, and no more than so many. */
const AT_ONCE = 50;
const MOST_ASKED = 200;
/** A Collector's own metrics are some 10 KB; something else may answer at that address. */
const LONGEST_ANSWER = 4_000_000;

/** Reads the metrics that Collectors offer to Prometheus, at the first of each task's own addresses that answers. */
export function createTaskMetricsReader({
  containerPort,
  timeoutMs = TIMEOUT_MS,
}: TaskMetricsReaderOptions): TaskMetricsReader {
  const ask = async (task: TaskSnapshot): Promise<TaskMetrics> => {
    const { id, addresses } = task;
    if (addresses.length === 0)
      return { kind: 'unreadable', id, why: 'ECS names no address of the task (not awsvpc networking)' };
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
      const why = `more than ${MOST_ASKED} tasks run, and the rest is not asked`;
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

/** fetch says only "fetch failed"; what failed is its cause. */
function problemOf(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Partial<Error>;
  if (name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? why ?? message ?? String(error);
}
