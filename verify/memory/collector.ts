import type { InitialOffset, Signal } from '../../lib/pipeline';
import type { Backend } from './backend';
import type { Cause } from './cause';
import type { EffectiveConfig } from './effective-config';
import type { Group, Reader } from './group';
import type { Culprit, PartitionLog } from './partition-log';
import { least, most } from './ranges';
import { RECORD_BYTES, type Topic } from './topics';

/** Records of one partition that were read together and are on their way to the backend. */
interface Request {
  signal: Signal;
  log: PartitionLog;
  from: bigint;
  to: bigint;
  /** The earliest time of the exporter's retry after a refusal. */
  notBeforeMs: number;
  refusals: number;
}

/** What a Collector needs from the world in which it starts. */
export interface CollectorOptions {
  /** The task's ARN; `address` is that of its network interface. */
  id: string;
  address: string;
  config: Extract<EffectiveConfig, { kind: 'reads' }>;
  /** Partitions that the controller knew to be uncovered when it stored the `latest` with which this task started. */
  knownGaps: ReadonlySet<PartitionLog>;
  /** Who started the task. */
  cause: Cause;
  topicOf(name: string): Topic | undefined;
  group: Group;
  backend: Backend;
  nowMs(): number;
  refreshMs: number;
}

/** The queue size of the rendered exporter, in bytes. When the queue is full, the exporter blocks. */
const QUEUE_BYTES = 10_000_000;
const READ_RECORDS_PER_SECOND = 2_000n;
/** The exporter's retries: the first after 5 s, then half as long again each time, up to 30 s. */
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * The Collector of one task. It commits what it has read before the backend has it, holds the data in the exporter's
 * queue, and at shutdown tries to send that queue once.
 */
export class Collector implements Reader {
  readonly policy: InitialOffset;
  sent = 0;
  dropped = 0;
  failed = 0;
  /** True if it reads nothing although it is a member, for example because a processor hangs. */
  stalled = false;
  private queue: Request[] = [];
  private heldRecords = 0;
  private readonly positions = new Map<PartitionLog, bigint>();
  private readonly memberships: { memberId: string; signal: Signal; topic: Topic }[];
  private readonly signals = new Map<string, Signal>();
  private refreshAtMs: number;

  constructor(private readonly options: CollectorOptions) {
    const { id, address, config, group, cause, nowMs } = options;
    this.policy = config.policy;
    this.refreshAtMs = nowMs() + options.refreshMs;
    this.memberships = config.topics.flatMap(({ signal, topic: name }) => {
      const topic = options.topicOf(name);
      return topic ? [{ memberId: `${config.clientId}-${id}-${topic.name}`, signal, topic }] : [];
    });
    for (const { memberId, signal, topic } of this.memberships) {
      this.signals.set(topic.name, signal);
      group.join({ memberId, clientId: config.clientId, host: address, topic, reader: this }, cause);
    }
  }

  /** Takes an assigned partition. Reading begins at its commit, or where `initial_offset` says. */
  take(log: PartitionLog, causes: readonly Cause[]): void {
    if (log.isCovered) this.positions.set(log, log.committed as bigint);
    else if (this.policy === 'earliest') this.positions.set(log, log.logStart);
    else {
      log.miss({ from: log.logStart, to: log.logEnd }, 'passed-over', this.blame(log, causes));
      this.positions.set(log, log.logEnd);
    }
  }

  giveBack(log: PartitionLog): void {
    this.positions.delete(log);
  }

  /** Spillway is to blame only if it knew, or could have seen, that the partition was uncovered. */
  private blame(log: PartitionLog, causes: readonly Cause[]): Culprit {
    const sinceMs = log.uncoveredSinceMs ?? Number.POSITIVE_INFINITY;
    const wasSeen = causes.some(({ by, lookedAtMs }) => by === 'spillway' && sinceMs < lookedAtMs);
    return wasSeen || this.options.knownGaps.has(log) ? 'spillway' : 'outside';
  }

  passSecond(): void {
    if (this.options.nowMs() >= this.refreshAtMs) this.refreshMetadata();
    if (!this.stalled) for (const [log, position] of this.positions) this.read(log, position);
    this.deliver();
  }

  /** Handles SIGTERM: leaves the group, and tries once to send what it holds. */
  stop(cause: Cause, stopTimeoutMs: number): { tookMs: number } {
    for (const { memberId } of this.memberships) this.options.group.leave(memberId, cause);
    const { backend } = this.options;
    if (backend.mode.kind === 'hangs') {
      const tookMs = this.queue.length > 0 ? stopTimeoutMs : 0;
      this.drop(cause.by, 'dropped-at-stop');
      return { tookMs };
    }
    const room = Math.floor((backend.recordsPerSecond * stopTimeoutMs) / 1_000);
    const tookMs = Math.min(stopTimeoutMs, Math.ceil((this.heldRecords / backend.recordsPerSecond) * 1_000));
    let left = room;
    for (const request of this.takeQueue()) {
      const records = Number(request.to - request.from);
      if (records <= left && backend.takes()) {
        left -= records;
        this.delivered(request);
      } else this.lost(request, cause.by, 'dropped-at-stop');
    }
    return { tookMs };
  }

  /** Handles SIGKILL or a failed host: the members stay in the group until their sessions end. */
  kill(by: Culprit, sessionMs: number, keeps: 'its-partitions' | 'nothing' = 'its-partitions'): void {
    for (const { memberId } of this.memberships) this.options.group.vanish(memberId, sessionMs, keeps);
    this.drop(by, 'lost-in-crash');
  }

  /** The contents of the exporter's queues, by signal. */
  queues(): { exporter: string; signal: string; size: number; capacity: number }[] {
    return this.memberships.map(({ signal }) => ({
      exporter: 'otlp_http',
      signal,
      size: this.queue
        .filter((each) => each.signal === signal)
        .reduce((bytes, { from, to }) => bytes + Number(to - from) * RECORD_BYTES, 0),
      capacity: QUEUE_BYTES,
    }));
  }

  /** Offsets that it has read but the backend does not have yet. */
  held(): { log: PartitionLog; from: bigint; to: bigint }[] {
    return this.queue;
  }

  /** The next offset that it will read in a partition; `undefined` if it does not own it. */
  positionOf(log: PartitionLog): bigint | undefined {
    return this.positions.get(log);
  }

  private refreshMetadata(): void {
    const { group, nowMs, refreshMs } = this.options;
    this.refreshAtMs = nowMs() + refreshMs;
    for (const { memberId } of this.memberships) {
      group.refresh(memberId, { by: 'outside', lookedAtMs: Number.NEGATIVE_INFINITY });
    }
  }

  private read(log: PartitionLog, position: bigint): void {
    const from = most(position, log.logStart);
    if (log.leaderless || from >= log.logEnd || this.heldRecords * RECORD_BYTES >= QUEUE_BYTES) return;
    const to = least(from + READ_RECORDS_PER_SECOND, log.logEnd);
    const signal = this.signals.get(log.topic);
    if (!signal) return;
    this.queue.push({ signal, log, from, to, notBeforeMs: 0, refusals: 0 });
    this.heldRecords += Number(to - from);
    this.positions.set(log, to);
    // Autocommit happens every second. It commits what was read, whatever the exporter does.
    log.committed = to;
  }

  private deliver(): void {
    const { backend } = this.options;
    if (this.queue.length === 0 || backend.mode.kind === 'hangs') return;
    const nowMs = this.options.nowMs();
    let left = backend.recordsPerSecond;
    const kept: Request[] = [];
    for (const request of this.takeQueue()) {
      const records = Number(request.to - request.from);
      if (left <= 0 || request.notBeforeMs > nowMs) kept.push(request);
      else if (!backend.takes()) kept.push(this.retryLater(request, nowMs));
      else if (records <= left) {
        left -= records;
        this.delivered(request);
      } else {
        const middle = request.from + BigInt(left);
        this.delivered({ ...request, to: middle });
        kept.push({ ...request, from: middle });
        left = 0;
      }
    }
    this.queue = kept;
    this.heldRecords = kept.reduce((sum, { from, to }) => sum + Number(to - from), 0);
  }

  private retryLater(request: Request, nowMs: number): Request {
    this.failed += 1;
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 1.5 ** request.refusals);
    return { ...request, notBeforeMs: nowMs + waitMs, refusals: request.refusals + 1 };
  }

  private delivered({ log, from, to }: Request): void {
    log.delivered.add({ from, to });
    this.sent += Number(to - from);
  }

  private drop(by: Culprit, cause: 'dropped-at-stop' | 'lost-in-crash'): void {
    for (const request of this.takeQueue()) this.lost(request, by, cause);
  }

  private lost({ log, from, to }: Request, by: Culprit, cause: 'dropped-at-stop' | 'lost-in-crash'): void {
    log.miss({ from, to }, cause, by);
    this.dropped += Number(to - from);
  }

  private takeQueue(): Request[] {
    const queue = this.queue;
    this.queue = [];
    this.heldRecords = 0;
    return queue;
  }
}
