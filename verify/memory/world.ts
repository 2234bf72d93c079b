import type { KafkaAdmin } from '../../lib/controller/ports';
import type { TickDependencies } from '../../lib/controller/tick';
import { type PipelineSpec, parameterPrefix, signalsOf } from '../../lib/pipeline';
import { Backend } from './backend';
import { Calls } from './calls';
import { type Cause, OUTSIDE } from './cause';
import { SimulatedClock } from './clock';
import { Collector } from './collector';
import { memoryConfigStore } from './config-store';
import { type EffectiveConfig, effectiveConfig } from './effective-config';
import { Group } from './group';
import { connectMemoryKafka } from './kafka-admin';
import { Parameters } from './parameters';
import type { Culprit, PartitionLog } from './partition-log';
import { Service } from './service';
import { DEFAULT_TIMINGS, type Task, type TaskTimings } from './task';
import { memoryTaskMetrics, memoryTaskService } from './task-ports';
import { Topic } from './topics';

export interface MemoryWorldOptions {
  spec: PipelineSpec;
  /** The number of partitions of each topic. @default 6 */
  partitions?: ReadonlyMap<string, number>;
  desiredCount?: number;
  timings?: Partial<TaskTimings>;
  /** The live config that is stored at the beginning. */
  config: string;
  startMs?: number;
}

const DEFAULT_PARTITIONS = 6;
const START_MS = Date.UTC(2026, 0, 15, 12);
const LEASE_MS = 60_000;
/** Kafka enforces retention at intervals, not continuously. */
const RETENTION_EVERY_MS = 10_000;

/**
 * Kafka, SSM, ECS, Collectors and a backend in memory, in simulated time. It keeps track of what happened to each
 * record: delivered, skipped, dropped or deleted. It serves tests of the controller's steps and endurance runs;
 * test/integration and test/e2e use the real components.
 */
export class MemoryWorld {
  readonly spec: PipelineSpec;
  readonly clock: SimulatedClock;
  readonly calls: Calls;
  readonly topics = new Map<string, Topic>();
  readonly group: Group;
  readonly parameters: Parameters;
  readonly service: Service;
  readonly backend = new Backend();
  readonly timings: TaskTimings;
  readonly prefix: string;
  /** Called every second, for traffic and other outside events. */
  readonly habits: ((nowMs: number) => void)[] = [];
  /** How far off the controller's clock is. */
  clockOffMs = 0;
  /** Whether tasks read nothing although they are members. */
  stalled = false;
  /** Connections to Kafka that have not been closed. */
  openConnections = 0;
  /** Periods in which no running task was in the group, in order. The last one may be ongoing. */
  readonly unreadTimes: { fromMs: number; toMs: number }[] = [];
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private readonly understood = new Map<string, EffectiveConfig>();

  constructor({
    spec,
    partitions,
    desiredCount = 1,
    timings,
    config,
    startMs = START_MS,
  }: MemoryWorldOptions) {
    this.spec = spec;
    this.clock = new SimulatedClock(startMs);
    const nowMs = () => this.clock.nowMs;
    this.calls = new Calls(this.clock);
    this.group = new Group(spec.group, nowMs);
    this.parameters = new Parameters(nowMs);
    this.prefix = parameterPrefix(spec);
    this.timings = { ...DEFAULT_TIMINGS, stopTimeoutMs: spec.tiers.processing.stopTimeout, ...timings };
    for (const { topic } of signalsOf(spec)) {
      const made = new Topic(topic, `1-${topic}`, nowMs);
      made.addPartitions(partitions?.get(topic) ?? DEFAULT_PARTITIONS);
      this.topics.set(topic, made);
    }
    const { cluster, service } = spec.tiers.processing;
    const readConfig = () => this.readConfig();
    const launch = (task: Task) => this.launch(task);
    this.service = new Service(
      { cluster, service, timings: this.timings, nowMs, readConfig, launch },
      desiredCount,
    );
    this.parameters.put(`${this.prefix}/config`, config);
    this.clock.onSecond = () => this.passSecond();
  }

  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.clock.advance(ms);
  }

  /** All tasks, including those that are stopping. */
  get tasks(): readonly Task[] {
    return this.service.tasks;
  }

  get desiredCount(): number {
    return this.service.desiredCount;
  }

  /** Sets desiredCount as someone other than Spillway would. */
  set desiredCount(count: number) {
    this.service.setDesiredCount(count, OUTSIDE);
  }

  partition(topic: string, partition: number): PartitionLog {
    const found = this.topics.get(topic)?.partitions[partition];
    if (!found) throw new Error(`no ${topic}/${partition}`);
    return found;
  }

  get logs(): PartitionLog[] {
    return [...this.topics.values()].flatMap(({ partitions }) => partitions);
  }

  produce(topic: string, partition: number, records: bigint): void {
    this.partition(topic, partition).write(records);
  }

  addPartitions(topic: string, count: number): void {
    this.topics.get(topic)?.addPartitions(count);
  }

  /**
   * Deletes a topic and creates it again, with the same number of empty partitions and a new id. Kafka drops the commits
   * of the old topic.
   */
  recreateTopic(name: string): void {
    const before = this.topics.get(name);
    if (!before) throw new Error(`no ${name}`);
    // The first characters of the id are what is stored.
    const made = new Topic(name, `${Number.parseInt(before.id, 10) + 1}-${name}`, () => this.nowMs);
    made.retention = before.retention;
    made.addPartitions(before.partitions.length);
    this.topics.set(name, made);
  }

  /** Edits the live config as an operator would. */
  edit(change: (config: string) => string): void {
    this.put('config', change(this.get('config') ?? ''));
  }

  /** Writes a parameter below the pipeline's prefix as someone other than Spillway would. */
  put(parameter: string, value: string): number {
    return this.parameters.put(`${this.prefix}/${parameter}`, value);
  }

  get(parameter: string): string | undefined {
    return this.parameters.get(`${this.prefix}/${parameter}`)?.value;
  }

  remove(parameter: string): void {
    this.parameters.delete(`${this.prefix}/${parameter}`);
  }

  /** The ports for one process of the controller. */
  dependencies(holder = 'tick', leaseMs = LEASE_MS): TickDependencies {
    const cause = (): Cause => ({ by: 'spillway', lookedAtMs: this.lookedAtMs });
    const { calls, parameters, prefix, service, spec } = this;
    return {
      spec,
      connectKafka: () => this.connectKafka(cause),
      store: memoryConfigStore({ prefix, parameters, calls, cause, seenGaps: () => this.seenGaps() }),
      tasks: memoryTaskService(service, calls, cause),
      ...(spec.tiers.processing.metricsPort === 'off' ? {} : { metrics: memoryTaskMetrics(service, calls) }),
      clock: { nowMs: () => this.nowMs + this.clockOffMs },
      holder,
      leaseMs,
    };
  }

  private connectKafka(cause: () => Cause): Promise<KafkaAdmin> {
    const { topics, group, calls } = this;
    return connectMemoryKafka({
      ...{ topics, group, calls, cause },
      nowMs: () => this.nowMs,
      looked: () => {
        this.lookedAtMs = this.nowMs;
      },
      opened: () => {
        this.openConnections += 1;
      },
      closed: () => {
        this.openConnections -= 1;
      },
    });
  }

  /** The partitions that were uncovered when Spillway last looked. */
  private seenGaps(): ReadonlySet<PartitionLog> {
    const sinceMs = (log: PartitionLog) => log.uncoveredSinceMs ?? Number.POSITIVE_INFINITY;
    return new Set(this.logs.filter((log) => sinceMs(log) < this.lookedAtMs));
  }

  private readConfig(): { text: string | undefined; version: number } {
    const config = this.parameters.get(`${this.prefix}/config`);
    return { text: config?.value, version: config?.version ?? 0 };
  }

  private launch(task: Task): void {
    const config = this.understand(task.config?.text);
    if (config.kind === 'reads-nothing') return;
    task.collector = new Collector({
      ...{ id: task.id, address: task.address, config, group: this.group, backend: this.backend },
      knownGaps: this.parameters.gapsOf(`${this.prefix}/config`, task.config?.version ?? 0),
      cause: task.startedBy,
      topicOf: (name) => this.topics.get(name),
      nowMs: () => this.nowMs,
      refreshMs: this.spec.policy.metadataRefreshMs,
    });
  }

  /** Cached, because all tasks read the same few texts. */
  private understand(text: string | undefined): EffectiveConfig {
    const template = this.get('template');
    const key = JSON.stringify([text, template]);
    const known = this.understood.get(key);
    if (known) return known;
    const config = effectiveConfig(text, template, this.spec);
    this.understood.set(key, config);
    return config;
  }

  private passSecond(): void {
    const { nowMs } = this;
    for (const habit of this.habits) habit(nowMs);
    for (const { collector } of this.service.tasks) if (collector) collector.stalled = this.stalled;
    this.service.passSecond();
    this.group.passSecond();
    if (nowMs % RETENTION_EVERY_MS === 0) {
      for (const topic of this.topics.values())
        topic.applyRetention((writtenAtMs) => this.blameFor(writtenAtMs));
    }
    this.noteReaders(nowMs);
  }

  private noteReaders(nowMs: number): void {
    if (this.service.tasks.some(({ lastStatus, collector }) => lastStatus === 'RUNNING' && collector)) return;
    const last = this.unreadTimes.at(-1);
    if (last && nowMs - last.toMs <= 1_000) last.toMs = nowMs;
    else this.unreadTimes.push({ fromMs: nowMs, toMs: nowMs });
  }

  /** Who is to blame that a record of that time was not read before retention deleted it. */
  private blameFor(writtenAtMs: number): Culprit {
    const history = this.service.countHistory;
    const stopped = history.some(({ to, cause, atMs }, index) => {
      const endMs = history[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      return to === 0 && cause.by === 'spillway' && endMs > writtenAtMs && atMs <= this.nowMs;
    });
    return stopped ? 'spillway' : 'outside';
  }
}
