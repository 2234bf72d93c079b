import { knownTopics, type Layout, layoutOf } from '../lib/core/facts/layout';
import { isReachable, type Observation } from '../lib/core/facts/observation';
import type { Watermark } from '../lib/core/lag/drained';
import { MAX_STUCK_WATCHED } from '../lib/core/lag/stuck';
import type { KafkaSnapshot, PartitionSnapshot, TopicSnapshot } from '../lib/core/snapshot/kafka';
import { type ControllerState, EMPTY_STATE } from '../lib/core/state/state';
import { type PipelineSpec, parsePipelineSpec } from '../lib/pipeline';

/** A pipeline that reads many topics by one pattern, at the largest size that Spillway supports. */
export interface LargeSize {
  topics: number;
  partitionsEach: number;
}

const NOW_MS = Date.UTC(2026, 0, 15, 12);
const TASKS = 100;

export const LARGE_SPEC: PipelineSpec = parsePipelineSpec(
  JSON.stringify({
    name: 'large',
    kafka: { brokers: ['127.0.0.1:9092'] },
    group: 'otel-processing',
    signals: { traces: { topic: '^otlp_spans[.].*' } },
    tiers: {
      processing: {
        cluster: 'telemetry',
        service: 'processing',
        backend: { endpoint: 'http://127.0.0.1:4318' },
      },
    },
    policy: { topicPatterns: 'allow' },
  }),
  'large.yaml',
);

/** A name about as long as teams use, for example `otlp_spans.team-042.checkout-eu-central-1`. */
function topicName(index: number): string {
  return `otlp_spans.team-${String(index).padStart(3, '0')}.checkout-eu-central-1`;
}

/**
 * An observation of such a pipeline while it drains a backlog. Every partition is behind, and no timestamp can settle
 * whether it is drained.
 */
export function largeObservation({ topics, partitionsEach }: LargeSize): Observation {
  const present = Array.from({ length: topics }, (_, index) => largeTopic(index, partitionsEach));
  return {
    nowMs: NOW_MS,
    kafka: largeSnapshot(present),
    service: {
      ...{
        cluster: 'telemetry',
        service: 'processing',
        desiredCount: TASKS,
        runningCount: TASKS,
        pendingCount: 0,
      },
      deployments: [
        {
          ...{ id: 'd1', status: 'PRIMARY', taskDefinition: 'processing:1', rolloutState: 'COMPLETED' },
          ...{ desiredCount: TASKS, runningCount: TASKS, pendingCount: 0, failedTasks: 0 },
        },
      ],
      tasks: Array.from({ length: TASKS }, (_, index) => ({
        ...{
          id: `task-${index}`,
          lastStatus: 'RUNNING',
          desiredStatus: 'RUNNING',
          addresses: [address(index)],
        },
        ...{ createdAtMs: NOW_MS - 600_000, startedAtMs: NOW_MS - 590_000 },
      })),
      controller: 'ECS',
      deploymentBounds: { minimumHealthyPercent: 100, maximumPercent: 200 },
      autoScaling: { kind: 'none' },
    },
    config: {
      ...{ text: '', initialOffset: 'earliest', version: 7, lastModifiedMs: NOW_MS - 3_600_000 },
      ...{ mismatch: undefined, editProblem: undefined, clientIds: [], membersPerTask: 1 },
      ...{ differences: [], processorsMs: 30_200, retryMs: 'unbounded' },
    },
    ...{ debt: undefined, hold: undefined, warm: {} },
  };
}

function largeSnapshot(topics: TopicSnapshot[]): KafkaSnapshot {
  return {
    ...{
      takenAtMs: NOW_MS,
      drainLimitMs: NOW_MS - 60_000,
      aheadMs: NOW_MS + 60_000,
      rateSinceMs: NOW_MS - 60_000,
    },
    offsetsRetentionMs: 7 * 86_400_000,
    group: {
      ...{ groupId: 'otel-processing', state: 'Stable' },
      members: Array.from({ length: TASKS }, (_, task) => ({
        ...{ memberId: `m-${task}`, clientId: 'otel-collector', host: address(task) },
        assignment: topics.flatMap((each, index) =>
          each.kind === 'present' && index % TASKS === task
            ? [{ topic: each.topic, partitions: each.partitions.map(({ partition }) => partition) }]
            : [],
        ),
      })),
    },
    topics,
  };
}

function largeTopic(index: number, count: number): TopicSnapshot {
  const topic = topicName(index);
  return {
    ...{ kind: 'present', signal: 'traces', topic, topicId: `id-${index}-of-a-topic` },
    retention: { ms: 7 * 86_400_000, bytes: 'unlimited' },
    partitions: Array.from({ length: count }, (_, partition) => largePartition(topic, partition)),
  };
}

function largePartition(topic: string, partition: number): PartitionSnapshot {
  return {
    ...{ topic, partition, committed: 5_000_000_000n, logStart: 4_000_000_000n, logEnd: 6_000_000_000n },
    ...{ offsetAtDrainLimit: 'none-since', offsetAhead: 'none-since', offsetAtRateStart: 5_999_000_000n },
  };
}

function address(task: number): string {
  return `10.0.${Math.floor(task / 256)}.${task % 256}`;
}

/**
 * The largest state that such a pipeline can have: a command and a recreate in progress, the layout that latest covered
 * in addition to the current one, a watermark and a stuck watch for every partition, and many holds.
 */
export function largestState({ topics, partitionsEach }: LargeSize): ControllerState {
  const now = layoutFor({ topics, partitionsEach });
  const sums = { traces: 5_000_000_000n * BigInt(topics * partitionsEach) };
  return {
    ...EMPTY_STATE,
    group: 'otel-processing',
    watermarks: new Map(
      Array.from({ length: topics }, (_, topic) => [
        topicName(topic),
        new Map(
          Array.from({ length: partitionsEach }, (__, partition): [number, Watermark] => [
            partition,
            { logEnd: 6_000_000_000n, notedAtMs: NOW_MS, consumedUpToMs: NOW_MS - 60_000 },
          ]),
        ),
      ]),
    ),
    stuck: Object.fromEntries(
      Array.from({ length: MAX_STUCK_WATCHED }, (_, index) => [
        `${topicName(index)}/0`,
        { committed: 5_000_000_000n, sinceMs: NOW_MS - 900_000 },
      ]),
    ),
    unread: { sinceMs: NOW_MS, restarted: true },
    layout: { topics: knownTopics(now), sinceMs: NOW_MS },
    policies: [1, 2, 3, 4].map((version) => ({
      initialOffset: 'unknown',
      fromMs: NOW_MS,
      version,
      writtenMs: NOW_MS,
    })),
    recreate: {
      ...{ purpose: 'rewind', origin: 'command', phase: 'down', startedAtMs: NOW_MS, phaseSinceMs: NOW_MS },
      ...{ stoppedAtMs: NOW_MS, count: 100, queued: 'may-be-lost', planned: 'x'.repeat(16) },
      move: { target: { kind: 'time', atMs: NOW_MS }, scope: LARGEST_SCOPE },
    },
    manualOperation: {
      ...{
        id: '8f14e45f-ceea-4672-a3f1-6e5b7d3c2b1a',
        acceptedAtMs: NOW_MS,
        phase: 'move',
        phaseSinceMs: NOW_MS,
      },
      command: {
        ...{ kind: 'rewind', queued: 'may-be-lost' },
        to: { kind: 'time', atMs: NOW_MS },
        scope: LARGEST_SCOPE,
      },
    },
    history: {
      automaticStops: [NOW_MS, NOW_MS, NOW_MS, NOW_MS],
      ...{ failures: 9, failedAtMs: NOW_MS, rearms: 9, rearmedAtMs: NOW_MS },
    },
    rate: { perTaskPerSecond: 12_345.678, drains: 5 },
    ...{
      lastCommandId: '8f14e45f-ceea-4672-a3f1-6e5b7d3c2b1a',
      drainedSinceMs: NOW_MS,
      pausedSinceMs: NOW_MS,
    },
    ...{
      emptySinceMs: NOW_MS,
      absentSinceMs: NOW_MS,
      lastScaleInMs: NOW_MS,
      goodVersion: 6,
      failedBefore: { version: 1_000, count: 1_000 },
      restoredFrom: 5,
    },
    ...{ covers: true, coverageLost: true, repairCancelled: true, repaidSeenMs: NOW_MS },
    seeding: { tries: 9, atMs: NOW_MS },
    // The longest family name that ECS accepts.
    goodDefinition: `${'x'.repeat(255)}:1000`,
    flip: { atMs: NOW_MS },
    floor: { atMs: NOW_MS, sums },
    desired: { count: 0, from: 100, setAtMs: NOW_MS, externalSinceMs: NOW_MS },
    holds: Object.fromEntries(LASTING_HOLDS.map((code) => [code, NOW_MS])),
  };
}

/** The largest number of partitions that a command may name, in a topic with the longest name that Kafka accepts. */
const LARGEST_SCOPE = {
  topic: 'x'.repeat(249),
  partitions: Array.from({ length: 64 }, (_, index) => 1_000 + index),
};

/** Holds that can occur together. */
const LASTING_HOLDS = [
  'HOLD_PAUSED',
  'HOLD_TOPIC_PATTERN',
  'HOLD_PARTITION_UNKNOWN',
  'HOLD_COMMIT_OUT_OF_RANGE',
  'HOLD_GROUP_NOT_STABLE',
  'HOLD_ROLLOUT_IN_PROGRESS',
  'HOLD_REPAIR_PENDING',
  'HOLD_AUTO_SCALING',
] as const;

function layoutFor(size: LargeSize): Layout {
  const { kafka } = largeObservation(size);
  const layout = isReachable(kafka) ? layoutOf(kafka) : undefined;
  if (!layout) throw new Error('every topic is known here');
  return layout;
}
