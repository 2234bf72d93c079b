import { decide } from '../../../lib/core/decide/decide';
import type { Decision } from '../../../lib/core/decide/decision';
import { type Coverage, coverageOf, type Owed } from '../../../lib/core/facts/coverage';
import { deriveFacts } from '../../../lib/core/facts/derive-facts';
import type { Facts } from '../../../lib/core/facts/facts';
import { knownTopics, layoutOf } from '../../../lib/core/facts/layout';
import { isReachable, type Observation } from '../../../lib/core/facts/observation';
import type { Gate } from '../../../lib/core/gates';
import type { Recreate } from '../../../lib/core/recreate/recreate';
import type { ObservedConfig } from '../../../lib/core/snapshot/config';
import type { KafkaSnapshot, PartitionSnapshot } from '../../../lib/core/snapshot/kafka';
import { type ControllerState, EMPTY_STATE } from '../../../lib/core/state/state';
import type { Command } from '../../../lib/core/vocabulary/command';
import type { Debt } from '../../../lib/core/vocabulary/debt';
import type { Reason } from '../../../lib/core/vocabulary/reasons';
import type { PipelineSpec } from '../../../lib/pipeline';
import { testSpec } from '../pipeline/spec';
import { emptyGroup, NOW_MS, service, snapshot, topic } from './snapshots';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The parts of a situation that a test sets. Everything else is as in {@link situation}. */
export interface Given extends Partial<Omit<Observation, 'config'>> {
  /** The partitions of `otlp_spans`. Used if `kafka` is not given. */
  partitions?: Partial<PartitionSnapshot>[];
  config?: Partial<ObservedConfig>;
  state?: Partial<ControllerState>;
  coverage?: Coverage | undefined;
  /** The spec's policy, as written in the YAML. */
  policy?: Record<string, string>;
  /** The spec's task settings. */
  tasks?: Record<string, unknown>;
  spec?: PipelineSpec;
}

export interface Situation {
  observation: Observation;
  state: ControllerState;
  coverage: Coverage | undefined;
  spec: PipelineSpec;
}

/** A spec that only reads traces. */
export function tracesSpec(
  policy: Record<string, string> = {},
  tasks: Record<string, unknown> = {},
): PipelineSpec {
  const spec = testSpec(policy, tasks);
  return { ...spec, signals: { traces: spec.signals.traces } };
}

/**
 * Three tasks at rest on earliest that have read all three partitions for an hour. The group has been drained for ten
 * minutes, so everything is ready for latest.
 */
export function situation({
  partitions = [{}, {}, {}],
  config: storedConfig,
  state,
  coverage,
  policy,
  tasks,
  spec = tracesSpec(policy, tasks),
  ...seen
}: Given = {}): Situation {
  const nowMs = seen.nowMs ?? NOW_MS;
  const kafka = seen.kafka ?? snapshot([topic('otlp_spans', partitions)], { tasks: 3, takenAtMs: nowMs });
  return {
    observation: {
      nowMs,
      kafka,
      service: service(3),
      config: config(storedConfig),
      debt: undefined,
      hold: undefined,
      warm: {},
      ...seen,
    },
    state: { ...restingState(isReachable(kafka) ? kafka : undefined), ...state },
    coverage,
    spec,
  };
}

/**
 * Like `situation`, but latest was stored half an hour ago, its partitions are covered, and every task has started
 * since.
 */
export function onLatest({ config: storedConfig, state, ...more }: Given = {}): Situation {
  return situation({
    coverage: covering(3),
    ...more,
    config: { initialOffset: 'latest', version: 2, lastModifiedMs: NOW_MS - HOUR_MS / 2, ...storedConfig },
    state: { covers: true, policies: LATEST_SINCE, ...state },
  });
}

/** earliest was stored again a few minutes ago, but the tasks still run on latest. */
export function armedAgain({ config: storedConfig, state, ...more }: Given = {}): Situation {
  const atMs = NOW_MS - 5 * MINUTE_MS;
  return situation({
    coverage: covering(3),
    ...more,
    config: { version: 3, lastModifiedMs: atMs, ...storedConfig },
    state: {
      covers: true,
      policies: [...LATEST_SINCE, { initialOffset: 'earliest', version: 3, fromMs: atMs, writtenMs: atMs }],
      history: { automaticStops: [], failures: 0, rearms: 1, rearmedAtMs: atMs },
      ...state,
    },
  });
}

const LATEST_SINCE: ControllerState['policies'] = [
  { initialOffset: 'earliest', version: 1, fromMs: NOW_MS - HOUR_MS, writtenMs: NOW_MS - HOUR_MS },
  { initialOffset: 'latest', version: 2, fromMs: NOW_MS - HOUR_MS / 2, writtenMs: NOW_MS - HOUR_MS / 2 },
];

/** The state that earlier ticks have left when nothing has happened for a while. */
function restingState(kafka: KafkaSnapshot | undefined): ControllerState {
  const layout = kafka && layoutOf(kafka);
  const sinceMs = NOW_MS - HOUR_MS;
  return {
    ...EMPTY_STATE,
    group: 'otel-processing',
    drainedSinceMs: NOW_MS - 10 * MINUTE_MS,
    policies: [{ initialOffset: 'earliest', version: 1, fromMs: sinceMs, writtenMs: sinceMs }],
    ...(layout ? { layout: { topics: knownTopics(layout), sinceMs } } : {}),
  };
}

/** The live config as a tick has read it. */
export function config(more: Partial<ObservedConfig> = {}): ObservedConfig {
  return {
    text: '',
    initialOffset: 'earliest',
    version: 1,
    lastModifiedMs: NOW_MS - HOUR_MS,
    mismatch: undefined,
    editProblem: undefined,
    clientIds: [],
    membersPerTask: 1,
    differences: [],
    processorsMs: 0,
    retryMs: 'unbounded',
    ...more,
  };
}

/** All facts of a situation. `more` replaces those that a test is about. */
export function factsOf({ observation, state, coverage, spec }: Situation, more: Partial<Facts> = {}): Facts {
  const { kafka, debt } = observation;
  if (!isReachable(kafka)) throw new Error('without Kafka there are no facts');
  const underWay = {
    stopped: debt !== undefined,
    flippedAtMs: state.flip?.atMs,
  };
  return { ...deriveFacts({ ...observation, kafka }, state, coverage, spec, underWay).facts, ...more };
}

export function decideOn(
  { observation, state, coverage, spec }: Situation,
  command?: Command,
  gates?: readonly Gate[],
): Decision {
  return decide(observation, state, spec, {
    coverage,
    ...(command ? { command: { id: 'c1', command } } : {}),
    ...(gates ? { gates } : {}),
  });
}

/** A coverage of `count` partitions of `otlp_spans`, some of them owed. */
export function covering(count: number, owed: readonly Partial<Owed>[] = []): Coverage {
  const whole = coverageOf(
    snapshot([
      topic(
        'otlp_spans',
        Array.from({ length: count }, () => ({})),
      ),
    ]),
  );
  if (!whole) throw new Error('all topics are there');
  const each = owed.map((more): [string, Owed] => {
    const made = owedOf(more);
    return [`${made.topic}/${made.partition}`, made];
  });
  return { ...whole, owed: new Map(each) };
}

/** An owed partition. By default: partition 0, owed from offset 4 since a minute ago, and met by a task on latest. */
export function owedOf(more: Partial<Owed> = {}): Owed {
  return {
    topic: 'otlp_spans',
    partition: 0,
    from: 4n,
    sinceMs: NOW_MS - MINUTE_MS,
    status: { kind: 'met' },
    ...more,
  };
}

/** Nothing runs and the group is Empty. */
export function stopped(partitions: Partial<PartitionSnapshot>[] = [{}, {}, {}]): Given {
  return {
    kafka: snapshot([topic('otlp_spans', partitions)], { group: emptyGroup() }),
    service: service(0),
  };
}

/** When the recreate of {@link recreate} stopped the tasks. */
export const STOPPED_MS = NOW_MS - MINUTE_MS;

/** A recreate that a command started and that stopped three tasks a minute ago. */
export function recreate(purpose: Recreate['purpose'], more: Partial<Recreate> = {}): Recreate {
  return {
    ...{ purpose, origin: 'command', phase: 'stop', count: 3, queued: 'keep' },
    ...{ startedAtMs: STOPPED_MS, phaseSinceMs: STOPPED_MS, stoppedAtMs: STOPPED_MS },
    ...more,
  };
}

/** The debt of that recreate. */
export function debt(more: Partial<Debt> = {}): Debt {
  return { count: 3, stoppedAtMs: STOPPED_MS, for: 'rewind', ...more };
}

export function codesOf(reasons: readonly Reason[]): string[] {
  return reasons.map(({ code }) => code);
}
