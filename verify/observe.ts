import type {
  GroupMember,
  GroupSnapshot,
  KafkaSnapshot,
  PartitionSnapshot,
} from '../lib/core/snapshot/kafka';
import type { Observation } from '../lib/core/snapshot/observation';
import type { ServiceSnapshot } from '../lib/core/snapshot/service';
import { groupState, isMember } from './group';
import { TICK_MS } from './spec';
import { NONE, type PartitionModel, type TopicModel, type World } from './world';

/** What a look at the model gives, in the shapes that the real adapters give. */

/** What a look may miss; `whole` misses nothing. */
export type Blindness =
  | { kind: 'whole' }
  | { kind: 'partition'; topic: string; partition: number; what: 'log' | 'commit' }
  | { kind: 'topic'; topic: string; as: 'unknown' | 'missing' }
  | { kind: 'group' };

const FAULT = { code: 'REQUEST_TIMED_OUT', message: 'in the model' };
const SHORT_RETENTION_MS = 2 * TICK_MS;
/** Unread records are of some time before the last tick, unless they came since. */
const OLD_RECORD_AGE_MS = 1.5 * TICK_MS;

export function observe(world: World, blindness: Blindness): Observation {
  const { nowMs, config } = world;
  return {
    nowMs,
    kafka: kafkaSnapshot(world, blindness),
    service: serviceSnapshot(world),
    config: {
      text: '',
      version: config.version,
      lastModifiedMs: config.modifiedAtMs,
      initialOffset: config.initialOffset,
      mismatch: config.kind === 'foreign' ? 'another group' : undefined,
      editProblem: config.kind === 'uneditable' ? 'is an alias' : undefined,
    },
  };
}

function kafkaSnapshot(world: World, blindness: Blindness): KafkaSnapshot {
  const { nowMs } = world;
  return {
    takenAtMs: nowMs,
    drainLimitMs: nowMs - TICK_MS,
    aheadMs: nowMs + 60_000,
    rateSinceMs: nowMs - 10 * TICK_MS,
    group:
      blindness.kind === 'group'
        ? { groupId: 'model', state: 'unknown', members: [], fault: FAULT }
        : groupSnapshot(world),
    offsetsRetentionMs: 7 * 86_400_000,
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
        topicId: `${topic.topic}-${topic.incarnation}`,
        retention: { ms: topic.retention === 'short' ? SHORT_RETENTION_MS : 'unlimited', bytes: 'unlimited' },
        partitions: topic.partitions.map((partition, number) =>
          partitionSnapshot(world, topic, partition, number, blindness),
        ),
      };
    }),
  };
}

function partitionSnapshot(
  { nowMs }: World,
  { topic }: TopicModel,
  model: PartitionModel,
  partition: number,
  blindness: Blindness,
): PartitionSnapshot {
  const { committed, logStart, logEnd, youngFrom } = model;
  const blind =
    blindness.kind === 'partition' && blindness.topic === topic && blindness.partition === partition;
  const noLog = blind && blindness.what === 'log';
  const unread = Math.max(committed === NONE ? logStart : committed, logStart);
  return {
    topic,
    partition,
    committed:
      blind && blindness.what === 'commit' ? 'unknown' : committed === NONE ? 'none' : BigInt(committed),
    logStart: noLog ? 'unknown' : BigInt(logStart),
    logEnd: noLog ? 'unknown' : BigInt(logEnd),
    offsetAtDrainLimit: noLog ? 'unknown' : youngFrom < logEnd ? BigInt(youngFrom) : 'none-since',
    offsetAhead: noLog ? 'unknown' : 'none-since',
    offsetAtRateStart: noLog ? 'unknown' : logStart < logEnd ? BigInt(logStart) : 'none-since',
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

/** One member a task and signal, as a receiver in two pipelines is. */
export function groupSnapshot(world: World): GroupSnapshot {
  const here = [...world.tasks.filter(isMember).map(({ id }) => id), ...world.ghosts];
  const members: GroupMember[] = here.flatMap((id) =>
    world.topics.map(({ topic, partitions }) => {
      const owned = partitions.flatMap(({ owner }, number) => (owner === id ? [number] : []));
      return {
        memberId: `${id}-${topic}`,
        clientId: 'otel-collector',
        host: addressOf(id),
        assignment: world.rebalancing ? [] : [{ topic, partitions: owned }],
      };
    }),
  );
  if (world.foreignMember) {
    members.push({ memberId: 'foreign', clientId: 'somebody', host: '192.168.0.1', assignment: [] });
  }
  return { groupId: 'model', state: groupState(world), members };
}

export function serviceSnapshot({ tasks, desiredCount, rollout }: World): ServiceSnapshot {
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
      id: `task-${id}`,
      lastStatus: stage === 'pending' ? 'PENDING' : 'RUNNING',
      desiredStatus: stage === 'stopping' ? 'STOPPED' : 'RUNNING',
      createdAtMs,
      startedAtMs: startedAtMs === NONE ? undefined : startedAtMs,
      addresses: [addressOf(id)],
    })),
    controller: 'ECS',
    deploymentBounds: { minimumHealthyPercent: 100, maximumPercent: 200 },
    autoScaling: { kind: 'none' },
  };
}

function addressOf(taskId: number): string {
  return `10.0.0.${taskId}`;
}
