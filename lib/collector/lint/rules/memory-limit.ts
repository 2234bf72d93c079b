import { type Rule, used } from '../rule';
import { numberAt } from '../settings/values';

/** A limit that the kernel's comes before. */
export const memoryLimitAboveTask: Rule = {
  code: 'MEMORY_LIMIT_ABOVE_TASK',
  severity: 'error',
  title: 'memory_limiter above the memory of the task',
  explanation:
    "limit_mib is the heap at which memory_limiter acts, and the process takes about 50 MiB more. At or above the container's limit the kernel kills the task first, with all it holds. Write limit_percentage: 80, which follows the container's limit, or a limit_mib well below it.",
  source:
    'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/processor/memorylimiterprocessor/README.md',
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
