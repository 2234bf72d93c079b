import type { Component } from '../../collector/config/collector-config';
import { fedBy } from '../../collector/config/fed-by';
import { type LintContext, type LintFile, type Rule, used } from '../rule';
import { booleanAt, durationMsAt, numberAt } from '../settings/values';

/** `block_on_overflow` of tail_sampling is in config.go of 136 and not of 132; between them nobody looked. */
const BLOCK_ON_OVERFLOW_SINCE = 136;
const DEFAULT_NUM_TRACES = 50_000;
const DEFAULT_DECISION_WAIT_MS = 30_000;

/**
 * Memory of a trace that waits for its decision: ten spans of 1 KiB as protobuf, twice that as Go structures. A
 * rough figure, for an order of magnitude only.
 */
const TRACE_KIB = 20;

export const tailSamplingOverflow: Rule = {
  code: 'TAIL_SAMPLING_OVERFLOW',
  severity: 'warning',
  title: 'tail_sampling drops traces of a backlog',
  explanation:
    'Beyond num_traces tail_sampling drops its oldest trace, undecided, for each new one. Behind Kafka a backlog comes faster than decision_wait passes: with num_traces: 500, 1,500 of 2,000 traces were lost. With `block_on_overflow: true` they wait in Kafka instead; it needs both sizes of decision_cache, or it waits for ever. On versions without it raise num_traces above the traces a second while draining times decision_wait.',
  source: 'docs/collector-facts.md',
  *check(context) {
    for (const { file, component } of behindKafka(context)) {
      const blocks = booleanAt(component.settings, ['block_on_overflow'], false);
      const numTraces = numberAt(component.settings, ['num_traces'], DEFAULT_NUM_TRACES);
      const waitMs = durationMsAt(component.settings, ['decision_wait'], DEFAULT_DECISION_WAIT_MS);
      if (blocks !== false || numTraces === undefined || waitMs === undefined) continue;
      const canBlock = context.version.minor >= BLOCK_ON_OVERFLOW_SINCE;
      const rate = waitMs > 0 ? Math.floor(numTraces / (waitMs / 1_000)) : numTraces;
      yield {
        file,
        path: component.path,
        part: 'key',
        message: `${component.id} drops its oldest traces above num_traces (${numTraces}), that is from about ${rate} traces a second on, which a backlog exceeds; ${canBlock ? 'write block_on_overflow: true and both sizes of decision_cache' : 'raise num_traces'}.`,
      };
    }
  },
};

export const tailSamplingHangs: Rule = {
  code: 'TAIL_SAMPLING_HANGS',
  severity: 'error',
  title: 'block_on_overflow without decision_cache hangs',
  explanation:
    'With block_on_overflow tail_sampling waits for room when num_traces traces are in memory, and a decided trace leaves the memory only when its decision is kept in decision_cache. Without cache sizes it takes num_traces traces and then nothing any more. Write `decision_cache: {sampled_cache_size: …, non_sampled_cache_size: …}`, each about twice num_traces.',
  source: 'docs/collector-facts.md',
  *check(context) {
    for (const { file, component } of used(context, 'processor', 'tail_sampling')) {
      if (booleanAt(component.settings, ['block_on_overflow']) !== true) continue;
      const missing = ['sampled_cache_size', 'non_sampled_cache_size'].filter(
        (key) => numberAt(component.settings, ['decision_cache', key], 0) === 0,
      );
      const numTraces = numberAt(component.settings, ['num_traces'], DEFAULT_NUM_TRACES);
      if (missing.length === 0) continue;
      yield {
        file,
        path: [...component.path, 'block_on_overflow'],
        message: `block_on_overflow of ${component.id} needs decision_cache.${missing.join(' and ')}, or it stops for good once ${numTraces ?? 'num_traces'} traces are decided; write ${numTraces === undefined ? 'a size above num_traces' : numTraces * 2} for each.`,
      };
    }
  },
};

export const decisionCacheSmall: Rule = {
  code: 'TAIL_SAMPLING_CACHE_SMALL',
  severity: 'info',
  title: 'decisions are forgotten before their traces',
  explanation:
    'decision_cache is there for spans that come after their trace was decided: they follow the decision instead of being decided anew, on their own. A cache smaller than num_traces forgets decisions while the traces are still in memory. The README asks for much more than num_traces; a decision is a few dozen bytes.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/tailsamplingprocessor/README.md',
  *check(context) {
    for (const { file, component } of used(context, 'processor', 'tail_sampling')) {
      const numTraces = numberAt(component.settings, ['num_traces'], DEFAULT_NUM_TRACES);
      for (const key of ['sampled_cache_size', 'non_sampled_cache_size']) {
        const size = numberAt(component.settings, ['decision_cache', key], 0);
        if (!size || numTraces === undefined || size >= numTraces) continue;
        yield {
          file,
          path: [...component.path, 'decision_cache', key],
          message: `${key} of ${component.id} is ${size}, below num_traces (${numTraces}): late spans are decided anew, apart from their trace; write ${numTraces * 2} or more.`,
        };
      }
    }
  },
};

export const decisionWaitLong: Rule = {
  code: 'TAIL_SAMPLING_DECISION_WAIT',
  severity: 'warning',
  title: 'decision_wait above stopTimeout',
  explanation:
    'A task that stops decides all pending traces at once, on what it has of them, and has stopTimeout to send them before ECS kills it (30 s by default, 120 s at most on Fargate). What is pending came in during decision_wait; if that is longer than stopTimeout, a backend that is just fast enough for the traffic cannot take it in time, and the rest is lost, although its offsets are committed. Raise stopTimeout, or lower decision_wait.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
  *check(context) {
    const stopMs = context.facts.stopTimeoutMs ?? context.facts.spec?.tiers.processing.stopTimeout;
    if (stopMs === undefined) return;
    for (const { file, component } of behindKafka(context)) {
      const waitMs = durationMsAt(component.settings, ['decision_wait'], DEFAULT_DECISION_WAIT_MS);
      const drops = booleanAt(component.settings, ['drop_pending_traces_on_shutdown'], false);
      if (waitMs === undefined || waitMs <= stopMs || drops !== false) continue;
      yield {
        file,
        path: [...component.path, 'decision_wait'],
        message: `decision_wait is ${waitMs / 1_000} s and stopTimeout ${stopMs / 1_000} s: a task that stops has ${waitMs / 1_000} s of traces to send and is killed before; raise stopTimeout or lower decision_wait.`,
      };
    }
  },
};

export const droppedOnShutdown: Rule = {
  code: 'TAIL_SAMPLING_DROPS_ON_SHUTDOWN',
  severity: 'warning',
  title: 'pending traces are dropped at each stop',
  explanation:
    'With drop_pending_traces_on_shutdown a task that stops throws away what waits for its decision, up to decision_wait of traces, although their offsets are committed: each deployment and each scale-in loses them. Without it they are decided on what is there. Take it out.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/tailsamplingprocessor/README.md',
  *check(context) {
    for (const { file, component } of behindKafka(context)) {
      if (booleanAt(component.settings, ['drop_pending_traces_on_shutdown']) !== true) continue;
      yield {
        file,
        path: [...component.path, 'drop_pending_traces_on_shutdown'],
        message: `${component.id} throws pending traces away when a task stops, and their offsets are committed by then; take drop_pending_traces_on_shutdown out.`,
      };
    }
  },
};

export const tailSamplingMemory: Rule = {
  code: 'TAIL_SAMPLING_MEMORY',
  severity: 'warning',
  title: 'num_traces above what the memory holds',
  explanation: `tail_sampling keeps up to num_traces traces in memory. At a rough ${TRACE_KIB} KiB a trace (ten spans of 1 KiB, and twice that in Go's structures) they would need more than the task has; memory_limiter then refuses data before num_traces is reached, or the task is killed. Lower num_traces or give the task more memory; how large your traces are you know better.`,
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/tailsamplingprocessor/README.md',
  *check(context) {
    const { taskMemoryMib } = context.facts;
    if (taskMemoryMib === undefined) return;
    for (const { file, component } of behindKafka(context)) {
      const numTraces = numberAt(component.settings, ['num_traces'], DEFAULT_NUM_TRACES);
      const neededMib = Math.round(((numTraces ?? 0) * TRACE_KIB) / 1_024);
      if (neededMib <= taskMemoryMib) continue;
      yield {
        file,
        path: [...component.path, 'num_traces'],
        message: `num_traces: ${numTraces} may need about ${neededMib} MiB (roughly ${TRACE_KIB} KiB a trace), and the task has ${taskMemoryMib} MiB; lower num_traces to ${Math.floor((taskMemoryMib * 0.6 * 1_024) / TRACE_KIB)} or give it more memory.`,
      };
    }
  },
};

/** tail_sampling in pipelines that Kafka feeds. */
function* behindKafka(context: LintContext): Generator<{ file: LintFile; component: Component }> {
  for (const { file, component } of used(context, 'processor', 'tail_sampling')) {
    const fed = fedBy(file, 'kafka');
    if (component.pipelines.some((pipeline) => fed.has(pipeline))) yield { file, component };
  }
}
