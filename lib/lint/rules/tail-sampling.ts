import type { Component } from '../../collector/config/collector-config';
import { fedBy } from '../../collector/config/fed-by';
import { TAIL_SAMPLING_DEFAULTS } from '../../collector/config/tail-sampling-defaults';
import { TRACE_KIB, tracesThatFit } from '../../pipeline/trace-room';
import { reading } from '../examples';
import { defineRule, type LintContext, type LintFile, used } from '../rule';
import { booleanAt, durationMsAt, numberAt } from '../settings/values';

/** config.go of v0.136 has `block_on_overflow`, and that of v0.132 does not. The versions between were not checked. */
const BLOCK_ON_OVERFLOW_SINCE = 136;
/** Below this many traces per second for a task, tail_sampling is a likely limit of a drain. */
const SLOW_PER_SECOND = 2_000;

export const tailSamplingOverflow = defineRule({
  code: 'TAIL_SAMPLING_OVERFLOW',
  severity: 'warning',
  title: 'tail_sampling drops traces of a backlog',
  explanation:
    'Above num_traces tail_sampling drops its oldest trace, undecided, for each new one. A backlog in Kafka arrives faster than decision_wait passes: in a test with num_traces: 500, 1,500 of 2,000 traces were lost. With `block_on_overflow: true` the traces wait in Kafka instead. It needs both sizes of decision_cache, or it waits forever.',
  whatToDo:
    'Set `block_on_overflow: true` and both sizes of decision_cache. On versions without it, raise num_traces above the traces per second of a drain times decision_wait.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({ processors: 'tail_sampling:\n  policies: [{name: all, type: always_sample}]' }),
    good: reading({
      processors:
        'tail_sampling:\n  block_on_overflow: true\n  decision_cache: {sampled_cache_size: 100000, non_sampled_cache_size: 100000}\n  policies: [{name: all, type: always_sample}]',
    }),
  },
  *check(context) {
    for (const { file, component } of behindKafka(context)) {
      const blocks = booleanAt(component.settings, ['block_on_overflow'], false);
      const numTraces = numberAt(component.settings, ['num_traces'], TAIL_SAMPLING_DEFAULTS.numTraces);
      const waitMs = durationMsAt(
        component.settings,
        ['decision_wait'],
        TAIL_SAMPLING_DEFAULTS.decisionWaitMs,
      );
      if (blocks !== false || numTraces === undefined || waitMs === undefined) continue;
      const canBlock = context.version.minor >= BLOCK_ON_OVERFLOW_SINCE;
      const rate = tracesPerSecond(numTraces, waitMs);
      yield {
        file,
        path: component.path,
        part: 'key',
        message: `${component.id} drops its oldest traces above num_traces (${numTraces}), which it reaches at about ${rate} traces per second. A backlog is faster than that. ${canBlock ? 'Set block_on_overflow: true and both sizes of decision_cache' : 'Raise num_traces'}.`,
      };
    }
  },
});

export const tailSamplingLimitsDrain = defineRule({
  code: 'TAIL_SAMPLING_LIMITS_DRAIN',
  severity: 'info',
  title: 'tail_sampling limits the speed of a drain',
  explanation: `With block_on_overflow a task takes at most num_traces / decision_wait traces per second, however fast the backend is. With the defaults of 50,000 and 30 s that is 1,667, which is often less than a task could read. A limit of ${SLOW_PER_SECOND} or more is not reported.`,
  whatToDo:
    'To drain a backlog faster, raise num_traces, as far as the memory of a task allows, or lower decision_wait. Do nothing if the traffic is far below the limit.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({
      processors:
        'tail_sampling:\n  block_on_overflow: true\n  decision_cache: {sampled_cache_size: 100000, non_sampled_cache_size: 100000}\n  policies: [{name: all, type: always_sample}]',
    }),
    good: reading({
      processors:
        'tail_sampling:\n  decision_wait: 10s\n  block_on_overflow: true\n  decision_cache: {sampled_cache_size: 100000, non_sampled_cache_size: 100000}\n  policies: [{name: all, type: always_sample}]',
    }),
  },
  *check(context) {
    for (const { file, component } of behindKafka(context)) {
      if (booleanAt(component.settings, ['block_on_overflow'], false) !== true) continue;
      const numTraces = numberAt(component.settings, ['num_traces'], TAIL_SAMPLING_DEFAULTS.numTraces);
      const waitMs = durationMsAt(
        component.settings,
        ['decision_wait'],
        TAIL_SAMPLING_DEFAULTS.decisionWaitMs,
      );
      if (numTraces === undefined || waitMs === undefined) continue;
      const rate = tracesPerSecond(numTraces, waitMs);
      if (rate >= SLOW_PER_SECOND) continue;
      yield {
        file,
        path: component.path,
        part: 'key',
        message: `A task takes at most ${rate} traces per second, because ${component.id} holds num_traces (${numTraces}) traces for decision_wait (${waitMs / 1_000} s). To drain a backlog faster, raise num_traces or lower decision_wait.`,
      };
    }
  },
});

export const tailSamplingHangs = defineRule({
  code: 'TAIL_SAMPLING_HANGS',
  severity: 'error',
  title: 'block_on_overflow without decision_cache hangs',
  explanation:
    'With block_on_overflow tail_sampling waits for room when num_traces traces are in memory. A decided trace leaves memory only when decision_cache holds its decision. Without cache sizes it accepts num_traces traces and then nothing more.',
  whatToDo:
    'Set `decision_cache: {sampled_cache_size: …, non_sampled_cache_size: …}`, each to about twice num_traces.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({
      processors: 'tail_sampling:\n  block_on_overflow: true\n  policies: [{name: all, type: always_sample}]',
    }),
    good: reading({
      processors:
        'tail_sampling:\n  block_on_overflow: true\n  decision_cache: {sampled_cache_size: 100000, non_sampled_cache_size: 100000}\n  policies: [{name: all, type: always_sample}]',
    }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'processor', 'tail_sampling')) {
      if (booleanAt(component.settings, ['block_on_overflow']) !== true) continue;
      const missing = ['sampled_cache_size', 'non_sampled_cache_size'].filter(
        (key) => numberAt(component.settings, ['decision_cache', key], 0) === 0,
      );
      const numTraces = numberAt(component.settings, ['num_traces'], TAIL_SAMPLING_DEFAULTS.numTraces);
      if (missing.length === 0) continue;
      yield {
        file,
        path: [...component.path, 'block_on_overflow'],
        message: `block_on_overflow of ${component.id} needs decision_cache.${missing.join(' and ')}. Without that it stops for good after ${numTraces ?? 'num_traces'} decided traces. Set each size to ${numTraces === undefined ? 'more than num_traces' : numTraces * 2}.`,
      };
    }
  },
});

export const decisionCacheSmall = defineRule({
  code: 'TAIL_SAMPLING_CACHE_SMALL',
  severity: 'info',
  title: 'decision_cache smaller than num_traces',
  explanation:
    'decision_cache is for spans that arrive after their trace was decided: they follow the decision instead of being decided again on their own. A cache smaller than num_traces forgets decisions while the traces are still in memory.',
  whatToDo:
    'Set both cache sizes to at least twice num_traces. The README recommends much more than num_traces; a decision takes a few dozen bytes.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/tailsamplingprocessor/README.md',
  examples: {
    bad: reading({
      processors:
        'tail_sampling:\n  decision_cache: {sampled_cache_size: 10000, non_sampled_cache_size: 100000}\n  policies: [{name: all, type: always_sample}]',
    }),
    good: reading({
      processors:
        'tail_sampling:\n  decision_cache: {sampled_cache_size: 100000, non_sampled_cache_size: 100000}\n  policies: [{name: all, type: always_sample}]',
    }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'processor', 'tail_sampling')) {
      const numTraces = numberAt(component.settings, ['num_traces'], TAIL_SAMPLING_DEFAULTS.numTraces);
      for (const key of ['sampled_cache_size', 'non_sampled_cache_size']) {
        const size = numberAt(component.settings, ['decision_cache', key], 0);
        if (!size || numTraces === undefined || size >= numTraces) continue;
        yield {
          file,
          path: [...component.path, 'decision_cache', key],
          message: `${key} of ${component.id} is ${size}, less than num_traces (${numTraces}), so late spans are decided apart from their trace. Set it to ${numTraces * 2} or more.`,
        };
      }
    }
  },
});

export const decisionWaitLong = defineRule({
  code: 'TAIL_SAMPLING_DECISION_WAIT',
  severity: 'warning',
  title: 'decision_wait above stopTimeout',
  explanation:
    'A task that stops decides all pending traces at once, on the spans that it has, and then has stopTimeout to send them before ECS kills it (30 s by default, at most 120 s on Fargate). The pending traces arrived during decision_wait. If that is longer than stopTimeout, a backend that is just fast enough for the traffic cannot take them in time. The rest is lost, although its offsets are committed.',
  whatToDo: 'Raise stopTimeout, or lower decision_wait.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
  examples: {
    bad: {
      files: {
        'processing.yaml': reading({
          processors: 'tail_sampling:\n  decision_wait: 90s\n  policies: [{name: all, type: always_sample}]',
        }),
      },
      facts: { stopTimeoutMs: 60_000 },
    },
    good: {
      files: {
        'processing.yaml': reading({
          processors: 'tail_sampling:\n  decision_wait: 30s\n  policies: [{name: all, type: always_sample}]',
        }),
      },
      facts: { stopTimeoutMs: 60_000 },
    },
  },
  *check(context) {
    const stopMs = context.facts.stopTimeoutMs ?? context.facts.spec?.tiers.processing.stopTimeout;
    if (stopMs === undefined) return;
    for (const { file, component } of behindKafka(context)) {
      const waitMs = durationMsAt(
        component.settings,
        ['decision_wait'],
        TAIL_SAMPLING_DEFAULTS.decisionWaitMs,
      );
      const drops = booleanAt(component.settings, ['drop_pending_traces_on_shutdown'], false);
      if (waitMs === undefined || waitMs <= stopMs || drops !== false) continue;
      yield {
        file,
        path: [...component.path, 'decision_wait'],
        message: `decision_wait (${waitMs / 1_000} s) is longer than stopTimeout (${stopMs / 1_000} s). A task that stops has ${waitMs / 1_000} s of traces to send and is killed before it has sent them. Raise stopTimeout, or lower decision_wait.`,
      };
    }
  },
});

export const droppedOnShutdown = defineRule({
  code: 'TAIL_SAMPLING_DROPS_ON_SHUTDOWN',
  severity: 'warning',
  title: 'pending traces dropped at each stop',
  explanation:
    'With drop_pending_traces_on_shutdown a task that stops drops the traces of up to decision_wait that it has not decided yet, although their offsets are committed. Each deployment and each scale-in loses them. Without the setting the task decides them on the spans that it has.',
  whatToDo: 'Remove drop_pending_traces_on_shutdown.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/tailsamplingprocessor/README.md',
  examples: {
    bad: reading({
      processors:
        'tail_sampling:\n  drop_pending_traces_on_shutdown: true\n  policies: [{name: all, type: always_sample}]',
    }),
    good: reading({ processors: 'tail_sampling:\n  policies: [{name: all, type: always_sample}]' }),
  },
  *check(context) {
    for (const { file, component } of behindKafka(context)) {
      if (booleanAt(component.settings, ['drop_pending_traces_on_shutdown']) !== true) continue;
      yield {
        file,
        path: [...component.path, 'drop_pending_traces_on_shutdown'],
        message: `${component.id} drops pending traces when a task stops, although their offsets are committed. Remove drop_pending_traces_on_shutdown.`,
      };
    }
  },
});

export const tailSamplingMemory = defineRule({
  code: 'TAIL_SAMPLING_MEMORY',
  severity: 'warning',
  title: 'num_traces needs more memory than the task has',
  explanation: `tail_sampling keeps up to num_traces traces in memory. At roughly ${TRACE_KIB} KiB per trace (ten spans of 1 KiB, doubled by Go's structures) they would need more memory than the task has. memory_limiter then refuses data before num_traces is reached, or the kernel kills the task.`,
  whatToDo:
    'Lower num_traces, or give the task more memory. If your traces are much smaller, ignore this finding.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/tailsamplingprocessor/README.md',
  examples: {
    bad: {
      files: {
        'processing.yaml': reading({
          processors: 'tail_sampling:\n  policies: [{name: all, type: always_sample}]',
        }),
      },
      facts: { taskMemoryMib: 512 },
    },
    good: {
      files: {
        'processing.yaml': reading({
          processors: 'tail_sampling:\n  num_traces: 10000\n  policies: [{name: all, type: always_sample}]',
        }),
      },
      facts: { taskMemoryMib: 512 },
    },
  },
  *check(context) {
    const { taskMemoryMib } = context.facts;
    if (taskMemoryMib === undefined) return;
    for (const { file, component } of behindKafka(context)) {
      const numTraces = numberAt(component.settings, ['num_traces'], TAIL_SAMPLING_DEFAULTS.numTraces);
      const neededMib = Math.round(((numTraces ?? 0) * TRACE_KIB) / 1_024);
      if (neededMib <= taskMemoryMib) continue;
      yield {
        file,
        path: [...component.path, 'num_traces'],
        message: `num_traces: ${numTraces} may need about ${neededMib} MiB (at roughly ${TRACE_KIB} KiB per trace), but the task has ${taskMemoryMib} MiB. Lower num_traces to ${tracesThatFit(taskMemoryMib)}, or give the task more memory.`,
      };
    }
  },
});

function tracesPerSecond(numTraces: number, waitMs: number): number {
  return waitMs > 0 ? Math.floor(numTraces / (waitMs / 1_000)) : numTraces;
}

/** The tail_sampling processors in pipelines that Kafka feeds. */
function* behindKafka(context: LintContext): Generator<{ file: LintFile; component: Component }> {
  for (const { file, component } of used(context, 'processor', 'tail_sampling')) {
    const fed = fedBy(file, 'kafka');
    if (component.pipelines.some((pipeline) => fed.has(pipeline))) yield { file, component };
  }
}
