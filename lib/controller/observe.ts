import { type OffsetConfig, readOffsetConfig } from '../collector';
import { SpillwayError } from '../errors';
import { type PipelineSpec, signalsOf } from '../pipeline';
import type { ObservedConfig } from './observation';
import type { KafkaQuestion, StoredParameter } from './ports';

/** How far ahead a record may be stamped before the clocks count as skewed. */
const CLOCK_AHEAD_MS = 60_000;

/** What to ask Kafka in this tick. */
export function kafkaQuestion(spec: PipelineSpec, nowMs: number): KafkaQuestion {
  return {
    groupId: spec.group,
    topics: signalsOf(spec).map(({ topic }) => topic),
    nowMs,
    drainLimitMs: nowMs - spec.policy.drainedWithinMs,
    aheadMs: nowMs + CLOCK_AHEAD_MS,
  };
}

/**
 * Reads the live config.
 *
 * @throws SpillwayError `CONFIG_PARAMETER_MISSING`, or what `lib/collector` says of a config it cannot read
 */
export function observeConfig(
  parameter: StoredParameter | undefined,
  name: string,
  spec: PipelineSpec,
): ObservedConfig {
  if (!parameter) {
    throw new SpillwayError(
      'CONFIG_PARAMETER_MISSING',
      `The live Collector config ${name} does not exist in SSM.`,
      'Deploy the stack, or store the rendered config there; the processing tier cannot start without it either.',
    );
  }
  const config = readOffsetConfig(parameter.value);
  const { initialOffset } = config;
  if (typeof initialOffset !== 'string') {
    throw new SpillwayError(
      'CONFIG_OFFSET_UNREADABLE',
      `The live Collector config ${name} takes initial_offset from ${initialOffset.kind === 'env' ? `the environment variable ${initialOffset.variable}` : `"${initialOffset.text}"`}.`,
      'Write initial_offset: earliest (or latest) into the config itself, so that Spillway can see and change it.',
    );
  }
  return {
    text: parameter.value,
    version: parameter.version,
    lastModifiedMs: parameter.lastModifiedMs,
    initialOffset,
    mismatch: mismatchWith(config, spec),
  };
}

/** Flipping the config of another group would skip records there: compare what it really reads. */
function mismatchWith(config: OffsetConfig, spec: PipelineSpec): string | undefined {
  const wanted = signalsOf(spec).map(({ signal, topic }) => `${signal}: ${topic}`);
  const found = config.receivers.flatMap((receiver) =>
    Object.entries(receiver.topics).flatMap(([signal, topics]) =>
      (topics ?? []).map((topic) => `${signal}: ${topic}`),
    ),
  );
  const groups = [...new Set(config.receivers.map(({ groupId }) => groupId))];
  if (groups.length !== 1 || groups[0] !== spec.group) {
    return `the stored config reads as group ${groups.join(', ')}, the spec says ${spec.group}`;
  }
  const missing = wanted.filter((each) => !found.includes(each));
  const more = found.filter((each) => !wanted.includes(each));
  if (missing.length === 0 && more.length === 0) return undefined;
  return `the stored config reads ${found.sort().join(', ')}; the spec says ${wanted.sort().join(', ')}`;
}
