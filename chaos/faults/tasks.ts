import { setTimeout as pause } from 'node:timers/promises';
import { TASK_PORTS } from '../../local/world/launch-task';
import type { Draw } from '../draw';
import { type Round, runningTasks } from '../round/round';
import { becomesTrue } from '../until';
import type { Fault } from './fault';

const RUNS_MS = 20_000;
/** stopTimeout of the pipeline, and some more. */
const KILLED_MS = 15_000;

export const TASK_FAULTS: readonly Fault[] = [
  {
    kind: 'task-killed',
    endsTasks: true,
    what: 'a Collector of the processing tier gets SIGKILL, as one that is out of memory does',
    bites: 'its process ended by SIGKILL',
    async run(round, draw) {
      const { process } = await someTask(round, draw);
      process.kill('SIGKILL');
      return (await process.exited).signal === 'SIGKILL';
    },
  },
  {
    kind: 'term-ignored',
    endsTasks: true,
    what: 'ECS stops a task whose Collector ignores SIGTERM, and kills it after stopTimeout',
    bites: 'its process ended by SIGKILL',
    async run(round, draw) {
      const { task, process } = await someTask(round, draw);
      process.kill('SIGSTOP');
      const signal = await signalOfStop(round, { task, process });
      if (process.running) process.kill('SIGCONT');
      return signal === 'SIGKILL';
    },
  },
  {
    kind: 'task-stopped',
    endsTasks: true,
    what: 'ECS stops a task, as it does when a host is retired',
    bites: 'its process ended, and not by SIGKILL',
    async run(round, draw) {
      const signal = await signalOfStop(round, await someTask(round, draw));
      return signal !== undefined && signal !== 'SIGKILL';
    },
  },
  {
    kind: 'task-frozen',
    what: 'a Collector of the processing tier gets SIGSTOP, and SIGCONT some seconds later',
    bites: 'its metrics port is silent',
    async run(round, draw) {
      const holdMs = draw.between(2_000, 9_000);
      const { task, process } = await someTask(round, draw);
      process.kill('SIGSTOP');
      try {
        const port = task.hostPorts.find(({ containerPort }) => containerPort === TASK_PORTS.metrics);
        const silent = !(await answers(`http://127.0.0.1:${port?.hostPort}/metrics`));
        await pause(holdMs);
        return silent;
      } finally {
        process.kill('SIGCONT');
      }
    },
  },
  {
    kind: 'ingestion-killed',
    endsTasks: true,
    what: 'the Collector of the ingestion tier gets SIGKILL, and another one starts',
    bites: 'its process ended by SIGKILL',
    async run({ pipeline, traffic }) {
      const { process } = pipeline.ingestion;
      process.kill('SIGKILL');
      const { signal } = await process.exited;
      pipeline.ingestion = await pipeline.startIngestion();
      await traffic.toNewIngestion();
      return signal === 'SIGKILL';
    },
  },
];

async function someTask(round: Round, draw: Draw) {
  const choice = draw.between(0, 1);
  await becomesTrue(() => runningTasks(round).length > 0, RUNS_MS);
  const running = runningTasks(round);
  const found = running[choice % Math.max(1, running.length)];
  if (!found) throw new Error('No task runs.');
  return found;
}

/** Stops the task in ECS. The signal that ended its process; `null` if it exited; `undefined` if it still runs. */
async function signalOfStop(round: Round, { task, process }: Awaited<ReturnType<typeof someTask>>) {
  await round.people.stopTask(task.id);
  return (await becomesTrue(() => !process.running, KILLED_MS)) ? (await process.exited).signal : undefined;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
