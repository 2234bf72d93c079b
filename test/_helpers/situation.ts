import type { Layout } from '../../lib/core/facts/layout';
import type { Situation, StoredConfig } from '../../lib/core/facts/situation';
import type { Recreate, RecreateQuestion } from '../../lib/core/recreate/recreate-types';
import type { PartitionSnapshot, TopicSnapshot } from '../../lib/core/snapshot/kafka';
import type { OffsetTarget, Scope } from '../../lib/core/vocabulary/command';
import { gatesWithout } from '../../lib/core/vocabulary/gates';
import type { Reason } from '../../lib/core/vocabulary/reasons';
import { testSpec } from './pipeline';
import { emptyGroup, NOW_MS, service, snapshot, topic } from './snapshots';

/** Three tasks at rest that have read all of three partitions, on earliest. */
export function situation(more: Partial<Situation> = {}): Situation {
  return {
    nowMs: NOW_MS,
    kafka: snapshot([topic('otlp_spans', [{}, {}, {}])], { tasks: 3 }),
    service: service(3),
    config: config(),
    topics: [{ signal: 'traces', topic: 'otlp_spans' }],
    assumedRetentionMs: () => Number.POSITIVE_INFINITY,
    policy: testSpec().policy,
    covered: undefined,
    fleet: { earliest: 3, latest: 0 },
    drained: true,
    excluded: new Set(),
    asked: gatesWithout(undefined),
    ...more,
  };
}

export function config(more: Partial<StoredConfig> = {}): StoredConfig {
  return {
    initialOffset: 'earliest',
    version: 1,
    lastModifiedMs: 0,
    mismatch: undefined,
    editProblem: undefined,
    ...more,
  };
}

/** The same with latest stored and in force, and its three partitions covered. */
export function onLatest(more: Partial<Situation> = {}): Situation {
  return situation({
    config: config({ initialOffset: 'latest', version: 2 }),
    covered: layout([topic('otlp_spans', [{}, {}, {}])]),
    fleet: { earliest: 0, latest: 3 },
    ...more,
  });
}

/** The layout of a few topics, as it stands in a state. */
export function layout(topics: TopicSnapshot[]): Layout {
  const named = topics.map((each) => [
    each.topic,
    each.kind === 'present'
      ? {
          count: each.partitions.length,
          ...(each.topicId === undefined ? {} : { id: each.topicId.slice(0, 8) }),
        }
      : { count: 0 },
  ]);
  return { kind: 'named', topics: Object.fromEntries(named) };
}

/** Nothing runs, and the group is Empty. */
export function stopped(
  partitions: Partial<PartitionSnapshot>[] = [{}, {}, {}],
): Pick<Situation, 'kafka' | 'service' | 'fleet'> {
  return {
    kafka: snapshot([topic('otlp_spans', partitions)], { group: emptyGroup() }),
    service: service(0),
    fleet: { earliest: 0, latest: 0 },
  };
}

/** A recreate of three tasks that began a minute ago. */
export function recreate(purpose: Recreate['purpose'], more: Partial<Recreate> = {}): Recreate {
  const atMs = NOW_MS - 60_000;
  return { purpose, phase: 'down', startedAtMs: atMs, phaseSinceMs: atMs, restoreCount: 3, ...more };
}

/** A question about that recreate while nothing runs. */
export function question(operation: Recreate, more: Partial<Situation> = {}): RecreateQuestion {
  return { ...situation({ ...stopped(), ...more }), operation };
}

/** Where a command moves commits. */
export function moving(target: OffsetTarget, scope: Scope = {}): Pick<Recreate, 'move'> {
  return { move: { target, scope } };
}

export function codesOf(reasons: readonly Reason[]): string[] {
  return reasons.map(({ code }) => code);
}
