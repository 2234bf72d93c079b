import type {
  GroupMember,
  KafkaSnapshot,
  PartitionSnapshot,
  TopicSnapshot,
} from '../../../lib/core/snapshot/kafka';
import type { ServiceSnapshot, TaskSnapshot } from '../../../lib/core/snapshot/service';
import type { Signal } from '../../../lib/pipeline';

export const NOW_MS = Date.UTC(2026, 0, 15, 12);

/** A partition. By default it is caught up at offset 10. */
export function partition(more: Partial<PartitionSnapshot> = {}): PartitionSnapshot {
  return {
    topic: 'otlp_spans',
    partition: 0,
    committed: 10n,
    logStart: 0n,
    logEnd: 10n,
    offsetAtDrainLimit: 'none-since',
    offsetAhead: 'none-since',
    offsetAtRateStart: 'none-since',
    ...more,
  };
}

/** A topic whose partitions get its name and consecutive numbers. */
export function topic(
  name: string,
  partitions: Partial<PartitionSnapshot>[],
  retentionMs: number | 'unlimited' | 'unknown' = 'unlimited',
): TopicSnapshot & { kind: 'present' } {
  return {
    kind: 'present',
    signal: signalOf(name),
    topic: name,
    partitions: partitions.map((each, index) => partition({ ...each, topic: name, partition: index })),
    retention: { ms: retentionMs, bytes: 'unlimited' },
  };
}

/** The signal by the topic names of the test spec. Any other topic carries traces. */
function signalOf(topic: string): Signal {
  if (topic.startsWith('otlp_metrics')) return 'metrics';
  return topic.startsWith('otlp_logs') ? 'logs' : 'traces';
}

/** Members that share the partitions of each topic between `tasks` tasks at 10.0.0.x, one member per task and topic. */
export function members(topics: TopicSnapshot[], tasks: number): GroupMember[] {
  return topics.flatMap((each) =>
    Array.from({ length: tasks }, (_, task) => ({
      memberId: `${each.topic}-${task}`,
      clientId: 'otel-collector',
      host: address(task),
      assignment:
        each.kind === 'present'
          ? [
              {
                topic: each.topic,
                partitions: each.partitions.map((p) => p.partition).filter((p) => p % tasks === task),
              },
            ]
          : [],
    })),
  );
}

export function snapshot(
  topics: TopicSnapshot[],
  more: Partial<KafkaSnapshot> & { tasks?: number } = {},
): KafkaSnapshot {
  const { tasks = 1, ...rest } = more;
  const takenAtMs = rest.takenAtMs ?? NOW_MS;
  return {
    takenAtMs,
    drainLimitMs: takenAtMs - 60_000,
    aheadMs: takenAtMs + 60_000,
    rateSinceMs: takenAtMs - 60_000,
    group: { groupId: 'otel-processing', state: 'Stable', members: members(topics, tasks) },
    offsetsRetentionMs: 7 * 86_400_000,
    topics,
    ...rest,
  };
}

/** A group without members. */
export function emptyGroup(): KafkaSnapshot['group'] {
  return { groupId: 'otel-processing', state: 'Empty', members: [] };
}

export function task(index: number, more: Partial<TaskSnapshot> = {}): TaskSnapshot {
  return {
    id: `task-${index}`,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    createdAtMs: NOW_MS - 600_000,
    startedAtMs: NOW_MS - 590_000,
    addresses: [address(index)],
    ...more,
  };
}

/** A service at rest with this many tasks. */
export function service(count: number, more: Partial<ServiceSnapshot> = {}): ServiceSnapshot {
  return {
    cluster: 'telemetry',
    service: 'processing',
    desiredCount: count,
    runningCount: count,
    pendingCount: 0,
    deployments: [
      {
        id: 'd1',
        status: 'PRIMARY',
        taskDefinition: 'processing:1',
        rolloutState: 'COMPLETED',
        desiredCount: count,
        runningCount: count,
        pendingCount: 0,
        failedTasks: 0,
      },
    ],
    tasks: Array.from({ length: count }, (_, index) => task(index)),
    controller: 'ECS',
    deploymentBounds: { minimumHealthyPercent: 100, maximumPercent: 200 },
    autoScaling: { kind: 'none' },
    ...more,
  };
}

function address(task: number): string {
  return `10.0.0.${task + 1}`;
}

/** The partitions of the topics that exist. */
export function partitionsOf(snapshot: KafkaSnapshot): PartitionSnapshot[] {
  return snapshot.topics.flatMap((entry) => (entry.kind === 'present' ? entry.partitions : []));
}
