import { reading } from '../examples';
import { defineRule, used } from '../rule';
import { numberAt } from '../settings/values';

const LIMITER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/processor/memorylimiterprocessor/README.md';

/** A higher percentage leaves too little for the process outside its heap. */
const MAX_PERCENTAGE = 90;

export const memoryLimitAboveTask = defineRule({
  code: 'MEMORY_LIMIT_ABOVE_TASK',
  severity: 'error',
  title: "limit_mib above the task's memory",
  explanation:
    "limit_mib is the heap size at which memory_limiter acts, and the process needs about 50 MiB more. If that is above the container's limit, the kernel kills the task first, with all the data that it holds.",
  whatToDo: "Set limit_percentage: 80, which follows the container's limit, or a limit_mib well below it.",
  source: LIMITER_SOURCE,
  examples: {
    bad: {
      files: {
        'processing.yaml': reading({ processors: 'memory_limiter: {check_interval: 1s, limit_mib: 1024}' }),
      },
      facts: { taskMemoryMib: 1024 },
    },
    good: {
      files: {
        'processing.yaml': reading({ processors: 'memory_limiter: {check_interval: 1s, limit_mib: 800}' }),
      },
      facts: { taskMemoryMib: 1024 },
    },
  },
  *check(context) {
    const { taskMemoryMib } = context.facts;
    if (taskMemoryMib === undefined) return;
    for (const { file, component } of used(context, 'processor', 'memory_limiter')) {
      const limitMib = numberAt(component.settings, ['limit_mib'], 0);
      if (!file.tiers.has('processing') || limitMib === undefined || limitMib + 50 <= taskMemoryMib) continue;
      yield {
        file,
        path: [...component.path, 'limit_mib'],
        message: `limit_mib of ${component.id} is ${limitMib} MiB and the process needs about 50 MiB more, but the task has ${taskMemoryMib} MiB, so the kernel kills the task first. Set limit_percentage: 80 instead.`,
      };
    }
  },
});

export const memoryLimitPercentageHigh = defineRule({
  code: 'MEMORY_LIMIT_PERCENTAGE_HIGH',
  severity: 'warning',
  title: 'memory_limiter leaves no memory free',
  explanation:
    "limit_percentage is the share of the container's memory that the heap may use, and the process needs about 50 MiB more. Near 100 the kernel kills the task before memory_limiter refuses anything.",
  whatToDo: 'Set limit_percentage: 80 and spike_limit_percentage: 20.',
  source: LIMITER_SOURCE,
  examples: {
    bad: reading({ processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 100}' }),
    good: reading({ processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 80}' }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'processor', 'memory_limiter')) {
      const percentage = numberAt(component.settings, ['limit_percentage'], 0);
      // limit_mib takes precedence.
      const hasMib = numberAt(component.settings, ['limit_mib'], 0) !== 0;
      if (percentage === undefined || percentage <= MAX_PERCENTAGE || hasMib) continue;
      yield {
        file,
        path: [...component.path, 'limit_percentage'],
        message: `limit_percentage of ${component.id} is ${percentage}, which leaves no memory for the rest of the process. The kernel kills the task before memory_limiter refuses anything. Set it to 80.`,
      };
    }
  },
});
