import type { Observation } from '../../lib/core/facts/observation';
import type {
  GroupMember,
  GroupSnapshot,
  KafkaSnapshot,
  PartitionSnapshot,
} from '../../lib/core/snapshot/kafka';
import type { ServiceSnapshot } from '../../lib/core/snapshot/service';
import type { FleetMetrics, TaskMetrics } from '../../lib/core/snapshot/task-metrics';
import { groupState, holdsSomething, isMember } from './group';
import { OFFSETS_RETENTION_MS, TICK_MS } from './spec';
import {
  NONE,
  type Parameters,
  type PartitionModel,
  type Retention,
  type StaleSource,
  type TopicModel,
  type World,
} from './world';

/** What a look at the model's world returns, in the same shapes as the real adapters. */

/** What a look may miss. `whole` misses nothing. */
export type Blindness =
  | { kind: 'whole' }
  | { kind: 'partition'; topic: string; partition: number; what: 'log' | 'commit' }
  | { kind: 'topic'; topic: string; as: 'unknown' | 'missing' }
  | { kind: 'group' }
  | { kind: 'metrics' };

export const WHOLE: Blindness = { kind: 'whole' };

const FAULT = { code: 'REQUEST_TIMED_OUT', message: 'in the model' };
const SHORT_RETENTION_MS = 3 * TICK_MS;
/** With retention.bytes, only the newest record is kept, because each record is one byte. */
export const BYTES_KEPT = 1;
/** The age of unread records, unless they arrived after the last tick. */
const OLD_RECORD_AGE_MS = 1.5 * TICK_MS;

/** What ECS and SSM return: the current values, or the previous ones again. */
export interface Answers {
  service: ServiceSnapshot;
  parameters: Parameters;
}

export function answersOf(world: World): Answers {
  const now: Answers = { service: serviceSnapshot(world), parameters: world.parameters };
  return world.stale && world.shown ? staleAnswers(world.stale.source, now, world.shown) : now;
}

function staleAnswers(source: StaleSource, now: Answers, before: Answers): Answers {
  switch (source) {
    case 'ecs':
      return { ...now, service: before.service };
    case 'config':
      return { ...now, parameters: { ...now.parameters, config: before.parameters.config } };
    case 'ssm':
      return { ...now, parameters: before.parameters };
  }
}

export function observe(world: World, { service, parameters }: Answers, blindness: Blindness): Observation {
  const { nowMs } = world;
  const { config, debt, hold } = parameters;
  return {
    nowMs,
    kafka: world.kafkaAway > 0 ? { kind: 'unreachable', fault: FAULT } : kafkaSnapshot(world, blindness),
    service,
    config: {
      text: '',
      version: config.version,
      lastModifiedMs: config.modifiedAtMs,
      initialOffset: config.initialOffset,
      mismatch: config.kind === 'foreign' ? 'another group' : undefined,
      editProblem: config.kind === 'uneditable' ? 'is an alias' : undefined,
      clientIds: ['spillway-model'],
      membersPerTask: 2,
      differences: [],
      processorsMs: 0,
      retryMs: 'unbounded',
    },
    debt,
    hold,
    metrics: metricsOf(world, blindness),
    warm: world.warm,
  };
}

function kafkaSnapshot(world: World, blindness: Blindness): KafkaSnapshot {
  const { nowMs } = world;
  return {
    takenAtMs: nowMs,
    drainLimitMs: nowMs - TICK_MS,
    aheadMs: nowMs + 60_000,
    rateSinceMs: nowMs - TICK_MS,
    group:
      blindness.kind === 'group'
        ? { groupId: 'model', state: 'unknown', members: [], fault: FAULT }
        : groupSnapshot(world),
    offsetsRetentionMs: OFFSETS_RETENTION_MS,
    topics: world.topics.map((topic) => {
      const { signal } = topic;
      if (blindness.kind === 'topic' && blindness.topic === topic.topic) {
        return blindness.as === 'missing'
          ? { kind: 'missing', signal, topic: topic.topic }
          : { kind: 'unknown', signal, topic: topic.topic, fault: FAULT };
      }
      return {
        kind: 'present',
        signal,
        topic: topic.topic,
        ...(world.topicIds === 'told' ? { topicId: topicId(topic) } : {}),
        retention: RETENTION[topic.retention],
        partitions: topic.partitions.map((partition, number) =>
          partitionSnapshot(world, topic, partition, number, blindness),
        ),
      };
    }),
  };
}

const RETENTION: Readonly<Record<Retention, { ms: number | 'unlimited'; bytes: number | 'unlimited' }>> = {
  long: { ms: 'unlimited', bytes: 'unlimited' },
  short: { ms: SHORT_RETENTION_MS, bytes: 'unlimited' },
  bytes: { ms: 'unlimited', bytes: BYTES_KEPT },
};

export function topicId({ topic, incarnation }: TopicModel): string {
  return `${topic}-${incarnation}`;
}

function partitionSnapshot(
  { nowMs }: World,
  { topic, retention }: TopicModel,
  model: PartitionModel,
  partition: number,
  blindness: Blindness,
): PartitionSnapshot {
  const { committed, logStart, logEnd, youngFrom } = model;
  const blind =
    blindness.kind === 'partition' && blindness.topic === topic && blindness.partition === partition;
  const noLog = blind && blindness.what === 'log';
  const unread = Math.max(committed === NONE ? logStart : committed, logStart);
  const sinceLast = youngFrom < logEnd ? BigInt(youngFrom) : 'none-since';
  return {
    topic,
    partition,
    committed:
      blind && blindness.what === 'commit' ? 'unknown' : committed === NONE ? 'none' : BigInt(committed),
    logStart: noLog ? 'unknown' : BigInt(logStart),
    logEnd: noLog ? 'unknown' : BigInt(logEnd),
    offsetAtDrainLimit: noLog ? 'unknown' : sinceLast,
    offsetAhead: noLog ? 'unknown' : 'none-since',
    offsetAtRateStart: noLog ? 'unknown' : sinceLast,
    ...(retention === 'bytes' ? { sizeBytes: logEnd - logStart } : {}),
    ...(!blind && unread < logEnd
      ? {
          firstUnread: {
            kind: 'record' as const,
            offset: BigInt(unread),
            timestampMs: unread >= youngFrom ? nowMs - 1000 : nowMs - OLD_RECORD_AGE_MS,
          },
        }
      : {}),
    ...(blind ? { fault: FAULT } : {}),
  };
}

/** One member per task and signal, as with a receiver that is in two pipelines. */
export function groupSnapshot(world: World): GroupSnapshot {
  const here = [...world.tasks.filter(isMember).map(({ id }) => id), ...world.ghosts];
  const members: GroupMember[] = here.flatMap((id) =>
    world.topics.map(({ topic, partitions }) => {
      const owned = partitions.flatMap(({ owner }, number) => (owner === id ? [number] : []));
      return {
        memberId: `${id}-${topic}`,
        clientId: 'spillway-model',
        host: addressOf(id),
        assignment: world.rebalancing ? [] : [{ topic, partitions: owned }],
      };
    }),
  );
  if (world.foreignMember) {
    members.push({ memberId: 'foreign', clientId: 'somebody', host: '192.168.0.1', assignment: [] });
  }
  return {
    groupId: 'model',
    state: groupState(world),
    protocolType: 'consumer',
    mayCommit: !world.refused.includes('right'),
    members,
  };
}

export function serviceSnapshot({ tasks, desiredCount, rollout, bounds }: World): ServiceSnapshot {
  const runningCount = tasks.filter(({ stage }) => stage === 'running').length;
  const pendingCount = tasks.filter(({ stage }) => stage === 'pending').length;
  const starting = rollout !== 'settled' || pendingCount > 0;
  return {
    cluster: 'model',
    service: 'model',
    desiredCount,
    runningCount,
    pendingCount,
    deployments: [
      {
        id: 'new',
        status: 'PRIMARY',
        taskDefinition: 'model:1',
        rolloutState: starting ? 'IN_PROGRESS' : 'COMPLETED',
        desiredCount,
        runningCount,
        pendingCount,
        failedTasks: rollout === 'failing' ? 3 : 0,
      },
    ],
    tasks: tasks.map(({ id, stage, createdAtMs, startedAtMs }) => ({
      id: taskArn(id),
      lastStatus: stage === 'pending' ? 'PENDING' : 'RUNNING',
      desiredStatus: stage === 'stopping' ? 'STOPPED' : 'RUNNING',
      createdAtMs,
      startedAtMs: startedAtMs === NONE ? undefined : startedAtMs,
      addresses: [addressOf(id)],
    })),
    controller: 'ECS',
    deploymentBounds: bounds,
    autoScaling: { kind: 'none' },
  };
}

function metricsOf({ nowMs, tasks }: World, blindness: Blindness): FleetMetrics {
  const running = tasks.filter(({ stage }) => stage !== 'pending');
  return {
    atMs: nowMs,
    tasks: running.map((task): TaskMetrics => {
      if (blindness.kind === 'metrics') return { kind: 'unreadable', id: taskArn(task.id), why: 'no answer' };
      const size = holdsSomething(task) ? 1 : 0;
      const queues = [{ exporter: 'otlp_http', signal: 'traces', size, capacity: 100 }];
      return { kind: 'read', id: taskArn(task.id), queues, sent: 0, dropped: 0 };
    }),
  };
}

function taskArn(id: number): string {
  return `task-${id}`;
}

function addressOf(taskId: number): string {
  return `10.0.0.${taskId}`;
}
