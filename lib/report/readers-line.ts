import type { TickReport } from '../controller/tick-report';
import { counted } from '../pipeline/counted';

/** Whether tasks run but none of them is in the consumer group. */
export function noTaskReads({ readers }: Pick<TickReport, 'readers'>): boolean {
  return readers.tasks > 0 && readers.absent === readers.tasks;
}

/**
 * The state and members of the group, and warnings about tasks that are missing from it. The lines still have to be
 * wrapped.
 */
export function readersLines({ readers, group }: Pick<TickReport, 'readers' | 'group'>): string[] {
  const { tasks, absent, foreign } = readers;
  return [
    `group ${group} ${stateWords(readers)}`,
    ...(noTaskReads({ readers })
      ? [
          `NO TASK READS: ${counted(tasks, 'task')} ${tasks === 1 ? 'runs' : 'run'}, and no task is in group ${group}. spillway doctor checks the connection to Kafka step by step.`,
        ]
      : []),
    ...(absent > 0 && absent < tasks
      ? [
          `NOT ALL TASKS READ: ${absent} of ${counted(tasks, 'task')} ${absent === 1 ? 'is' : 'are'} not in group ${group}`,
        ]
      : []),
    ...(foreign === undefined ? [] : [`not from this pipeline: ${foreign}`]),
  ];
}

function stateWords({ state, members }: TickReport['readers']): string {
  if (state === 'unknown') return 'could not be read';
  if (members.length === 0) return `is ${state}: no members`;
  const clients = [...new Set(members.map(({ clientId }) => clientId))];
  const hosts = new Set(members.map(({ host }) => host)).size;
  const [first = ''] = clients;
  const named = clients.length === 1 ? `client ${first}` : `${clients.length} client ids`;
  return `is ${state}: ${counted(members.length, 'member')}, ${named}, ${hosts} ${hosts === 1 ? 'address' : 'addresses'}`;
}
