import { type Rule, used } from '../rule';
import { numberAt } from '../settings/values';

const LIMITER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/processor/memorylimiterprocessor/README.md';

/** Above this the rest of the process is left with nothing. */
const MAX_PERCENTAGE = 90;

/** A limit that the kernel's comes before. */
export const memoryLimitAboveTask: Rule = {
  code: 'MEMORY_LIMIT_ABOVE_TASK',
  severity: 'error',
  title: 'memory_limiter above the memory of the task',
  explanation:
    "limit_mib is the heap at which memory_limiter acts, and the process takes about 50 MiB more. At or above the container's limit the kernel kills the task first, with all it holds. Write limit_percentage: 80, which follows the container's limit, or a limit_mib well below it.",
  source: LIMITER_SOURCE,
  *check(context) {
    const { taskMemoryMib } = context.facts;
    if (taskMemoryMib === undefined) return;
    for (const { file, component } of used(context, 'processor', 'memory_limiter')) {
      const limitMib = numberAt(component.settings, ['limit_mib'], 0);
      if (!file.tiers.has('processing') || limitMib === undefined || limitMib + 50 <= taskMemoryMib) continue;
      yield {
        file,
        path: [...component.path, 'limit_mib'],
        message: `limit_mib of ${component.id} is ${limitMib}, and the task has ${taskMemoryMib} MiB, of which the process takes about 50 beside its heap: it is killed first; write limit_percentage: 80 instead.`,
      };
    }
  },
};

/** All of the memory is no limit. */
export const memoryLimitPercentageHigh: Rule = {
  code: 'MEMORY_LIMIT_PERCENTAGE_HIGH',
  severity: 'warning',
  title: 'memory_limiter leaves no memory over',
  explanation:
    "limit_percentage is the part of the container's memory that the heap may take, and the process takes about 50 MiB beside its heap. Near 100 the kernel kills the task before memory_limiter refuses anything. 80 with a spike_limit_percentage of 20 is a good start.",
  source: LIMITER_SOURCE,
  *check(context) {
    for (const { file, component } of used(context, 'processor', 'memory_limiter')) {
      const percentage = numberAt(component.settings, ['limit_percentage'], 0);
      // limit_mib takes precedence.
      const hasMib = numberAt(component.settings, ['limit_mib'], 0) !== 0;
      if (percentage === undefined || percentage <= MAX_PERCENTAGE || hasMib) continue;
      yield {
        file,
        path: [...component.path, 'limit_percentage'],
        message: `limit_percentage of ${component.id} is ${percentage}, which leaves the rest of the process nothing: the task is killed before anything is refused; write 80.`,
      };
    }
  },
};
