import type {
  ConfigStore,
  EpochClaim,
  KafkaAdmin,
  KafkaRequest,
  PartitionOffset,
  StoredParameter,
  TaskService,
} from '../../lib/controller/ports';
import type { TickDependencies } from '../../lib/controller/tick';
import type { CommittedOffset, GroupSnapshot, KafkaSnapshot } from '../../lib/core/snapshot/kafka';
import type { DeploymentSnapshot, ServiceSnapshot, TaskSnapshot } from '../../lib/core/snapshot/service';
import { SpillwayError } from '../../lib/errors';
import { type PipelineSpec, signalsOf } from '../../lib/pipeline';

interface MemoryPartition {
  logStart: bigint;
  logEnd: bigint;
  committed: CommittedOffset;
  /** Records that a task under latest passed over. */
  skipped: bigint;
  /** When what was written, as record timestamps tell it. */
  written: { atMs: number; offset: bigint }[];
  /** Without a leader: nothing of it can be read. */
  leaderless: boolean;
}

interface MemoryTask extends TaskSnapshot {
  policy: 'earliest' | 'latest';
}

/** Thrown in place of an effect, or right after it, to stand for a process that dies there. */
export class Killed extends Error {}

/**
 * Kafka, SSM and ECS in memory, for tests of the controller's steps: tasks start and stop at once, and a task reads
 * everything from its commit, or from where its policy sends it. The real parts are in test/integration and test/e2e.
 */
export class MemoryWorld {
  nowMs = Date.UTC(2026, 0, 15, 12);
  readonly topics = new Map<string, MemoryPartition[]>();
  readonly parameters = new Map<string, StoredParameter>();
  tasks: MemoryTask[] = [];
  desiredCount = 1;
  /** Every effect, in order. */
  readonly effects: string[] = [];
  /** Called before and after each effect. */
  onEffect: (effect: string, when: 'before' | 'after') => void = () => {};
  /** Members that stay in the group after their tasks are gone. */
  lingering = 0;
  /** Tasks run and are assigned their partitions, but read nothing. */
  stalled = false;
  /** Questions to Kafka beside the look itself, in order. */
  readonly kafkaCalls: string[] = [];
  readonly configVersions = new Map<number, string>();
  readonly topicIds = new Map<string, string>();
  autoScaling: ServiceSnapshot['autoScaling'] = { kind: 'none' };
  /** Tasks of the present config that did not come up. */
  failedTasks = 0;
  /** The newest deployment of the service. */
  deployment: Pick<DeploymentSnapshot, 'taskDefinition' | 'rolloutState' | 'createdAtMs'> = {
    taskDefinition: 'processing:1',
    rolloutState: 'COMPLETED',
  };
  /** Those before it that still have tasks. */
  draining: DeploymentSnapshot[] = [];
  private taskNumber = 0;

  constructor(readonly spec: PipelineSpec) {
    for (const { topic } of signalsOf(spec)) this.addPartitions(topic, topic === 'otlp_spans' ? 6 : 3);
  }

  addPartitions(topic: string, count: number): void {
    const partitions = this.topics.get(topic) ?? [];
    for (let added = 0; added < count; added++)
      partitions.push({
        logStart: 0n,
        logEnd: 0n,
        committed: 'none',
        skipped: 0n,
        written: [],
        leaderless: false,
      });
    this.topics.set(topic, partitions);
  }

  partition(topic: string, partition: number): MemoryPartition {
    const found = this.topics.get(topic)?.[partition];
    if (!found) throw new Error(`no ${topic}/${partition}`);
    return found;
  }

  produce(topic: string, partition: number, records: bigint): void {
    const written = this.partition(topic, partition);
    written.written.push({ atMs: this.nowMs, offset: written.logEnd });
    written.logEnd += records;
  }

  /** A person edits the live config. */
  edit(change: (config: string) => string): void {
    const name = '/spillway/test/config';
    this.put(name, change(this.parameters.get(name)?.value ?? ''));
  }

  put(name: string, value: string): number {
    const version = (this.parameters.get(name)?.version ?? 0) + 1;
    this.parameters.set(name, { name, value, version, lastModifiedMs: this.nowMs });
    if (name.endsWith('/config')) this.configVersions.set(version, value);
    return version;
  }

  /** The tasks catch up with desiredCount and read what there is. */
  settle(): void {
    while (this.tasks.length > this.desiredCount) this.tasks.pop();
    while (this.tasks.length < this.desiredCount) {
      const text = this.parameters.get('/spillway/test/config')?.value ?? '';
      this.tasks.push({
        id: `task-${++this.taskNumber}`,
        lastStatus: 'RUNNING',
        desiredStatus: 'RUNNING',
        createdAtMs: this.nowMs,
        startedAtMs: this.nowMs,
        address: `10.0.0.${this.taskNumber}`,
        policy: text.includes('initial_offset: latest') ? 'latest' : 'earliest',
      });
    }
    if (this.tasks.length > 0 && !this.stalled) this.read();
  }

  private read(): void {
    const latest = this.tasks.some(({ policy }) => policy === 'latest');
    for (const partition of [...this.topics.values()].flat()) {
      const { committed, logStart, logEnd } = partition;
      const inRange = typeof committed === 'bigint' && committed >= logStart && committed <= logEnd;
      if (!inRange && latest) partition.skipped += logEnd - logStart;
      // As the receiver does: only a record that was read leads to a commit.
      if (inRange ? committed < logEnd : !latest && logEnd > logStart) partition.committed = logEnd;
    }
  }

  skipped(): bigint {
    return [...this.topics.values()].flat().reduce((sum, { skipped }) => sum + skipped, 0n);
  }

  dependencies(holder = 'tick'): TickDependencies {
    return {
      spec: this.spec,
      connectKafka: async () => this.kafka(),
      store: this.store(),
      tasks: this.service(),
      clock: { nowMs: () => this.nowMs },
      holder,
      leaseMs: 60_000,
    };
  }

  private effect<T>(name: string, make: () => T): T {
    this.onEffect(name, 'before');
    const made = make();
    this.effects.push(name);
    this.onEffect(name, 'after');
    return made;
  }

  private group(): GroupSnapshot {
    const active = this.tasks.length > 0;
    return {
      groupId: this.spec.group,
      state: active || this.lingering > 0 ? 'Stable' : 'Empty',
      members: this.tasks.flatMap((task, index) =>
        [...this.topics].map(([topic, partitions]) => ({
          memberId: `${task.id}-${topic}`,
          clientId: 'otel-collector',
          host: task.address ?? '',
          assignment: [
            { topic, partitions: [...partitions.keys()].filter((p) => p % this.tasks.length === index) },
          ],
        })),
      ),
    };
  }

  private observe(question: KafkaRequest): KafkaSnapshot {
    return {
      takenAtMs: question.nowMs,
      drainLimitMs: question.drainLimitMs,
      aheadMs: question.aheadMs,
      rateSinceMs: question.rateSinceMs,
      offsetsRetentionMs: 7 * 86_400_000,
      group: this.group(),
      topics: question.topics.map(({ signal, topic }) => {
        const partitions = this.topics.get(topic);
        if (!partitions) return { kind: 'missing' as const, signal, topic };
        const since = (written: MemoryPartition['written'], atMs: number | undefined) =>
          written.find((each) => atMs !== undefined && each.atMs >= atMs)?.offset ?? ('none-since' as const);
        return {
          kind: 'present' as const,
          signal,
          topic,
          topicId: this.topicIds.get(topic) ?? topic,
          retention: { ms: 'unlimited' as const, bytes: 'unlimited' as const },
          partitions: partitions.map(({ committed, logStart, logEnd, written, leaderless }, partition) => ({
            topic,
            partition,
            committed,
            logStart: leaderless ? ('unknown' as const) : logStart,
            logEnd: leaderless ? ('unknown' as const) : logEnd,
            offsetAtDrainLimit: since(written, question.drainLimitMs),
            offsetAhead: 'none-since' as const,
            offsetAtRateStart: since(written, question.rateSinceMs),
            ...(question.targetMs === undefined ? {} : { offsetAtTarget: since(written, question.targetMs) }),
          })),
        };
      }),
    };
  }

  private kafka(): KafkaAdmin {
    return {
      observe: async (question) => this.observe(question),
      describeGroup: async () => {
        this.kafkaCalls.push('describeGroup');
        return this.group();
      },
      commitWhileEmpty: async (_group, offsets) => {
        this.kafkaCalls.push('commitWhileEmpty');
        if (this.group().state !== 'Empty') {
          throw new SpillwayError('KAFKA_GROUP_NOT_EMPTY', 'The group has members.', 'Stop them.');
        }
        this.effect('commit', () => {
          for (const { topic, partition, offset } of offsets)
            this.partition(topic, partition).committed = offset;
        });
      },
      committedOffsets: async (_group, partitions) => {
        this.kafkaCalls.push('committedOffsets');
        return partitions.map(({ topic, partition }) => ({
          topic,
          partition,
          offset: this.partition(topic, partition).committed,
        })) as (PartitionOffset | { topic: string; partition: number; offset: 'none' | 'unknown' })[];
      },
      createPartitions: async (topic, count) =>
        this.effect('expand', () => this.addPartitions(topic, count - (this.topics.get(topic)?.length ?? 0))),
      close: async () => {},
    };
  }

  private store(): ConfigStore {
    const prefix = '/spillway/test';
    return {
      prefix,
      read: async () => ({
        template: this.parameters.get(`${prefix}/template`),
        config: this.parameters.get(`${prefix}/config`),
        state: this.parameters.get(`${prefix}/state`),
      }),
      readConfigVersion: async (version) => this.configVersions.get(version),
      writeConfig: async (value) => this.effect('config', () => this.put(`${prefix}/config`, value)),
      writeState: async (value) => this.effect('state', () => this.put(`${prefix}/state`, value)),
      claimEpoch: async ({ stateVersion, holder, nowMs, leaseMs }) =>
        this.claim(stateVersion, holder, nowMs, leaseMs),
    };
  }

  private readonly claims = new Map<number, { holder: string; untilMs: number }>();

  private claim(
    stateVersion: number,
    holder: string,
    nowMs: number,
    leaseMs: number,
  ): EpochClaim | undefined {
    // The one on the version before is held until its action is done.
    for (const version of [stateVersion - 1, stateVersion]) {
      const held = this.claims.get(version);
      if (held && held.untilMs > nowMs) return undefined;
    }
    this.claims.set(stateVersion, { holder, untilMs: nowMs + leaseMs });
    return { release: async () => void this.claims.delete(stateVersion) };
  }

  private service(): TaskService {
    return {
      describe: async (): Promise<ServiceSnapshot> => ({
        cluster: 'telemetry',
        service: 'processing',
        desiredCount: this.desiredCount,
        runningCount: this.tasks.length,
        pendingCount: 0,
        deployments: [
          {
            id: 'd1',
            status: 'PRIMARY',
            ...this.deployment,
            desiredCount: this.desiredCount,
            runningCount: this.tasks.length,
            pendingCount: 0,
            failedTasks: this.failedTasks,
          },
          ...this.draining,
        ],
        tasks: this.tasks.map(({ policy: _, ...task }) => task),
        autoScaling: this.autoScaling,
      }),
      setDesiredCount: async (count) =>
        this.effect('count', () => {
          this.desiredCount = count;
        }),
    };
  }
}
