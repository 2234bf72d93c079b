import { decide } from '../core/decide/decide';
import type { Decision } from '../core/decide/decision';
import type { Phase } from '../core/decide/outcome';
import type { Bottleneck } from '../core/facts/bottleneck';
import { keepSamples } from '../core/facts/metrics-samples';
import {
  isReachable,
  type KafkaUnreachable,
  type Observation,
  type WarmKnowledge,
} from '../core/facts/observation';
import { type Readers, readersOf } from '../core/facts/readers';
import { type TaskTarget, taskTarget } from '../core/facts/useful-tasks';
import type { Eta } from '../core/lag/eta';
import { type LagReport, measureLag } from '../core/lag/lag';
import { type SkewedPartition, skewedPartitions } from '../core/lag/skew';
import { measureTimeLag, type TimeLagReport } from '../core/lag/time-lag';
import { type SoonestLoss, slowestLoss } from '../core/lag/time-to-loss';
import type { ObservedConfig } from '../core/snapshot/config';
import type { KafkaSnapshot } from '../core/snapshot/kafka';
import type { ServiceSnapshot } from '../core/snapshot/service';
import type { FleetMetrics } from '../core/snapshot/task-metrics';
import { formatCoverage, parseCoverage } from '../core/state/coverage-codec';
import type { ControllerState } from '../core/state/state';
import { formatState, parseState } from '../core/state/state-codec';
import { stopOfOldState } from '../core/state/state-migration';
import { describeAction } from '../core/vocabulary/action';
import type { Command, Cost, IdentifiedCommand } from '../core/vocabulary/command';
import { type Debt, parseDebt } from '../core/vocabulary/debt';
import type { Reason } from '../core/vocabulary/reasons';
import { SpillwayError } from '../errors';
import { assumedRetentionMs, type InitialOffset, type PipelineSpec, signalsOf } from '../pipeline';
import { act, startUnlessRunning } from './act';
import { isUnconditional } from './act-guards';
import { kafkaRequest, observeConfig, unknownSnapshot } from './observe';
import type {
  Clock,
  ConfigStore,
  KafkaAdmin,
  StoredParameters,
  TaskMetricsReader,
  TaskService,
} from './ports';

export interface TickDependencies {
  spec: PipelineSpec;
  /** Opens the connection of this tick. */
  connectKafka(): Promise<KafkaAdmin>;
  store: ConfigStore;
  tasks: TaskService;
  /** Absent if the spec turns task metrics off. */
  metrics?: TaskMetricsReader;
  clock: Clock;
  /** Holder of the claim: the Lambda request id. */
  holder: string;
  /** Maximum lifetime of this tick, after which its claim expires. */
  leaseMs: number;
}

/**
 * What a warm process keeps between ticks. Safety never depends on it.
 */
export interface TickMemory extends WarmKnowledge {
  /** The state in observe mode, which is not stored. */
  state?: ControllerState;
  /** The newest version of the state that this process wrote. SSM may return an older one. */
  stateVersion?: number;
  /** The last config, which is parsed once per version. */
  config?: { template: number | undefined; observed: ObservedConfig };
  /** The last known debt, to start its tasks even if SSM does not respond. */
  debt?: Debt | undefined;
}

/** A tick does not start to act later than this after its claim, so that it is done before its lease expires. */
const TOO_LATE_MS = 12_000;

/** The longest that a call to ECS, SSM or Kafka takes until it times out, including its retry. */
function longestActMs({ kafka }: PipelineSpec): number {
  const AWS_CALL_MS = 14_000;
  return Math.max(AWS_CALL_MS, kafka.connectTimeout + kafka.requestTimeout) + 4_000;
}

/** The purpose of a tick. `report` only observes; `preview` shows what a command would do and cost. */
export type TickRequest =
  | { kind: 'reconcile' }
  | { kind: 'report' }
  | { kind: 'preview'; command: IdentifiedCommand }
  | { kind: 'command'; command: IdentifiedCommand };

export interface TickResult {
  atMs: number;
  pipeline: string;
  group: string;
  mode: 'observe' | 'act';
  /** `superseded`: the decision no longer applied right before the call. `lost`: another tick is acting. */
  outcome: 'unchanged' | 'noted' | 'acted' | 'superseded' | 'lost' | 'looked';
  phase: Phase;
  action: Decision['action'];
  reasons: Reason[];
  lag: LagReport;
  drained: boolean;
  /** Why latest is unsafe; empty if it is safe or not in force. */
  unsafe: Reason[];
  timeLag: TimeLagReport;
  /** When retention may delete the first unread records. */
  loss: SoonestLoss;
  skewed: SkewedPartition[];
  eta: Eta;
  /** What limits the drain; absent without a backlog, without tasks, and while tasks are not in the group. */
  bottleneck: Bottleneck | undefined;
  tasks: TaskTarget & { desired: number; running: number; pending: number };
  initialOffset: { stored: InitialOffset; runningEarliest: number; runningLatest: number };
  /** State and members of the consumer group, compared with the tasks. */
  readers: { state: KafkaSnapshot['group']['state'] } & Pick<
    Readers,
    'members' | 'foreign' | 'establishedTasks' | 'absentTasks'
  >;
  recreate: ControllerState['recreate'];
  roll: ControllerState['roll'];
  manualOperation: ControllerState['manualOperation'];
  /** Tasks that Spillway stopped and has not started again yet. */
  debt: Debt | undefined;
  pausedSinceMs: number | undefined;
  flip: ControllerState['flip'];
  /** The answer to the command, if there was one. */
  answer?: { accepted: boolean; reasons: Reason[]; cost?: Cost | undefined };
  /** Why the outcome is `superseded` or `lost`, or what would be done in observe mode. */
  note?: string;
}

/**
 * One tick: observe, decide, act. It makes at most one change, and stores the intent before it.
 *
 * @throws SpillwayError of any port, or `STATE_MALFORMED`. Overdue tasks were started before it throws
 */
export async function tick(
  dependencies: TickDependencies,
  request: TickRequest,
  memory: TickMemory = {},
): Promise<TickResult> {
  const { store, clock, spec } = dependencies;
  const connecting = connect(dependencies);
  try {
    const stored = await store.read();
    memory.debt = debtIn(stored);
    return await runTick(await connecting, stored, dependencies, request, memory);
  } catch (error) {
    if (request.kind === 'reconcile' && spec.policy.mode === 'act')
      await startOverdueTasks(dependencies, memory, clock.nowMs());
    throw error;
  } finally {
    const { kafka } = await connecting;
    await kafka?.close();
  }
}

type Connection = { kafka: KafkaAdmin; error?: undefined } | { kafka: undefined; error: unknown };

async function connect({ connectKafka }: TickDependencies): Promise<Connection> {
  try {
    return { kafka: await connectKafka() };
  } catch (error) {
    return { kafka: undefined, error };
  }
}

/** The debt, or the stop that an older version of Spillway kept in its state. */
function debtIn({ debt, state, hold }: StoredParameters): Debt | undefined {
  if (debt) return parseDebt(debt.value, debt.lastModifiedMs);
  const old = hold ? undefined : stopOfOldState(state?.value);
  return old && { ...old, for: 'recreate' };
}

async function runTick(
  connection: Connection,
  stored: StoredParameters,
  dependencies: TickDependencies,
  request: TickRequest,
  memory: TickMemory,
): Promise<TickResult> {
  const { spec, store, clock } = dependencies;
  const nowMs = clock.nowMs();
  const command = 'command' in request ? request.command : undefined;
  const observing = spec.policy.mode === 'observe';
  const previous =
    observing && memory.state ? memory.state : parseState(stored.state?.value, `${store.prefix}/state`);
  const { debt } = memory;
  const [{ service, metrics }, kafka] = await Promise.all([
    observeTasks(dependencies),
    observeKafka(
      connection,
      kafkaRequest(spec, nowMs, previous, command),
      debt !== undefined || needsNoKafka(command),
    ),
  ]);
  const observation: Observation = {
    nowMs,
    kafka,
    service,
    metrics,
    config: configIn(stored, dependencies, memory),
    // A stop by an older version counts only while desiredCount is 0.
    debt: stored.debt || service.desiredCount === 0 ? debt : undefined,
    hold: holdIn(stored),
    warm: memory,
  };
  const coverage = parseCoverage(stored.coverage?.value);
  const decision = decide(observation, previous, spec, { command, coverage });
  const figures = resultOf(dependencies, observation, decision);
  remember(memory, decision, observation, figures.lag);
  const report = (outcome: TickResult['outcome'], note?: string): TickResult => ({
    ...figures,
    outcome,
    // The accepted command is lost with this tick's decision.
    ...(outcome === 'lost' && figures.answer ? { answer: { ...figures.answer, accepted: false } } : {}),
    ...(note === undefined ? {} : { note }),
  });

  const refused = decision.answer?.accepted === false;
  if (request.kind === 'report' || request.kind === 'preview' || refused) return report('looked');
  if (observing) {
    memory.state = { ...decision.state, recreate: undefined, roll: undefined, manualOperation: undefined };
    const would = decision.action ? `; would ${describeAction(decision.action)}` : '';
    return report('looked', `observe only${would}`);
  }
  const writes = changesOf(decision, previous, stored);
  if (!decision.action && writes.state === undefined && writes.coverage === undefined)
    return report('unchanged');
  const { outcome, note } = await carryOut(
    decision,
    { observation, stored, writes },
    connection.kafka,
    dependencies,
    memory,
  );
  return report(outcome, note);
}

/** Commands that are accepted even if Kafka cannot be reached. */
function needsNoKafka(command: IdentifiedCommand | undefined): boolean {
  const kinds: readonly Command['kind'][] = ['stop', 'pause', 'resume', 'cancel'];
  return command !== undefined && kinds.includes(command.command.kind);
}

async function observeKafka(
  { kafka, error }: Connection,
  request: Parameters<KafkaAdmin['observe']>[0],
  goOnWithout: boolean,
): Promise<KafkaSnapshot | KafkaUnreachable> {
  try {
    if (!kafka) throw error;
    return await kafka.observe(request);
  } catch (cause) {
    if (!goOnWithout || !(cause instanceof SpillwayError)) throw cause;
    return { kind: 'unreachable', fault: { code: cause.code, message: cause.message } };
  }
}

async function observeTasks({
  tasks,
  metrics: reader,
  clock,
}: TickDependencies): Promise<{ service: ServiceSnapshot; metrics: FleetMetrics | undefined }> {
  const service = await tasks.describe();
  if (!reader) return { service, metrics: undefined };
  const read = await reader.read(service.tasks);
  return { service, metrics: { atMs: clock.nowMs(), tasks: read } };
}

function configIn(
  stored: StoredParameters,
  { store, spec }: TickDependencies,
  memory: TickMemory,
): ObservedConfig {
  const { template, observed } = memory.config ?? {};
  const { config } = stored;
  const known =
    observed?.version === config?.version &&
    observed?.text === config?.value &&
    template === stored.template?.version;
  if (observed && known) return observed;
  const read = observeConfig(stored, `${store.prefix}/config`, spec);
  memory.config = { template: stored.template?.version, observed: read };
  return read;
}

function holdIn({ hold }: StoredParameters): Observation['hold'] {
  if (!hold) return undefined;
  const count = /"count":\s*(\d{1,6})/.exec(hold.value)?.[1];
  return { sinceMs: hold.lastModifiedMs, count: count === undefined ? undefined : Number(count) };
}

function remember(
  memory: TickMemory,
  { state, facts, drain }: Decision,
  { metrics }: Observation,
  lag: LagReport,
): void {
  if (!facts) return;
  memory.watermarks = state.watermarks;
  memory.samples = keepSamples(memory.samples ?? [], metrics);
  memory.deliveries = facts.deliveries;
  memory.drain = drain;
  memory.lag = lag;
}

interface Writes {
  /** The new texts; `undefined` if nothing changed. */
  state: string | undefined;
  coverage: string | undefined;
}

function changesOf(decision: Decision, previous: ControllerState, stored: StoredParameters): Writes {
  const state = formatState(decision.state);
  const coverage = decision.coverage && formatCoverage(decision.coverage);
  return {
    state: state === formatState(previous) && stored.state !== undefined ? undefined : state,
    coverage: coverage === stored.coverage?.value ? undefined : coverage,
  };
}

/**
 * Claims the state, re-checks it, stores the intent, and makes the change. A start of owed tasks and a person's stop need no
 * claim, and are made even if the state cannot be stored.
 */
async function carryOut(
  decision: Decision,
  { observation, stored, writes }: { observation: Observation; stored: StoredParameters; writes: Writes },
  kafka: KafkaAdmin | undefined,
  dependencies: TickDependencies,
  memory: TickMemory,
): Promise<Pick<TickResult, 'outcome' | 'note'>> {
  const { spec, store, tasks, clock, holder } = dependencies;
  const { action } = decision;
  const stateVersion = stored.state?.version ?? 0;
  if (action && isUnconditional(action)) {
    const version = await noteIntent(writes, store, stateVersion).catch(() => stateVersion);
    memory.stateVersion = version;
    return outcomeOf(
      await act(action, observation, spec.group, { kafka, store, tasks, stateVersion: version }),
    );
  }
  if (stateVersion < (memory.stateVersion ?? 0)) {
    return {
      outcome: 'lost',
      note: `SSM returned version ${stateVersion} of the state, but this process has written ${memory.stateVersion}`,
    };
  }
  const claimedAtMs = clock.nowMs();
  const leaseMs = Math.min(dependencies.leaseMs, longestActMs(spec) + TOO_LATE_MS);
  const claim = await store.claimEpoch({ stateVersion, holder, nowMs: claimedAtMs, leaseMs });
  if (!claim) return { outcome: 'lost', note: 'another tick has claimed this state' };
  try {
    const fresh = await store.read();
    const isSame =
      (fresh.state?.version ?? 0) === stateVersion && fresh.config?.version === observation.config.version;
    if (!isSame) return { outcome: 'lost', note: 'state or config has changed since this tick read it' };
    const written = await noteIntent(writes, store, stateVersion);
    memory.stateVersion = written;
    if (writes.state !== undefined && written !== stateVersion + 1) {
      return {
        outcome: 'lost',
        note: `the state was written as version ${written}, not ${stateVersion + 1}: somebody else is writing it`,
      };
    }
    if (!action) return { outcome: 'noted' };
    const tookMs = clock.nowMs() - claimedAtMs;
    if (tookMs > TOO_LATE_MS) {
      return { outcome: 'superseded', note: `the claim is ${tookMs} ms old, which is too late to act` };
    }
    return outcomeOf(
      await act(action, observation, spec.group, { kafka, store, tasks, stateVersion: written }),
    );
  } finally {
    await claim.release();
  }
}

/** Writes the coverage first: it must exist before the state says that latest is stored. */
async function noteIntent(
  { state, coverage }: Writes,
  store: ConfigStore,
  stateVersion: number,
): Promise<number> {
  if (coverage !== undefined) await store.writeCoverage(coverage);
  return state === undefined ? stateVersion : store.writeState(state);
}

function outcomeOf(done: Awaited<ReturnType<typeof act>>): Pick<TickResult, 'outcome' | 'note'> {
  return done.kind === 'done' ? { outcome: 'acted' } : { outcome: 'superseded', note: done.why };
}

/**
 * The tick failed before it could decide: SSM or Kafka did not respond, or state or config cannot be read. Tasks that have
 * been stopped for longer than maxPause are started, for which ECS is enough.
 */
async function startOverdueTasks(
  { tasks, store, spec }: TickDependencies,
  { debt }: TickMemory,
  nowMs: number,
): Promise<void> {
  if (!debt || nowMs - debt.stoppedAtMs < spec.policy.maxPauseMs) return;
  const held = await store.read().then(
    ({ hold }) => hold !== undefined,
    () => false,
  );
  if (held) return;
  try {
    if ((await startUnlessRunning(debt.count, tasks)) > 0) await store.remove('debt');
  } catch {
    // The tick fails with its original error; the next one tries again.
  }
}

function resultOf(
  { spec }: TickDependencies,
  observation: Observation,
  decision: Decision,
): Omit<TickResult, 'outcome' | 'note'> {
  const { nowMs, service, config, debt } = observation;
  const { facts, state, pace, answer } = decision;
  const kafka = isReachable(observation.kafka)
    ? observation.kafka
    : unknownSnapshot(spec, nowMs, observation.kafka.fault);
  const lag = facts?.lag ?? measureLag(kafka, signalsOf(spec), { policy: config.initialOffset });
  const readers = facts?.readers ?? readersOf(kafka, service, config, nowMs, true);
  return {
    atMs: nowMs,
    pipeline: spec.name,
    group: spec.group,
    mode: spec.policy.mode,
    phase: decision.phase,
    action: decision.action,
    reasons: decision.reasons,
    lag,
    drained: facts?.drained ?? false,
    unsafe: decision.unsafe,
    timeLag: measureTimeLag(kafka),
    loss: facts?.loss ?? slowestLoss(kafka, assumedRetentionMs(spec)),
    skewed: skewedPartitions(kafka, lag),
    eta: pace?.eta ?? { kind: 'unknown', why: 'partial answer' },
    bottleneck: pace?.bottleneck,
    tasks: {
      ...(facts?.tasks ?? taskTarget(1, false, spec.tiers.processing.tasks)),
      desired: service.desiredCount,
      running: service.runningCount,
      pending: service.pendingCount,
    },
    initialOffset: {
      stored: config.initialOffset,
      runningEarliest: facts?.fleet.earliest ?? 0,
      runningLatest: facts?.fleet.latest ?? 0,
    },
    readers: {
      state: kafka.group.state,
      members: readers.members,
      foreign: readers.foreign,
      establishedTasks: readers.establishedTasks,
      absentTasks: readers.absentTasks,
    },
    recreate: state.recreate,
    roll: state.roll,
    manualOperation: state.manualOperation,
    debt,
    pausedSinceMs: state.pausedSinceMs,
    flip: state.flip,
    ...(answer ? { answer } : {}),
  };
}
