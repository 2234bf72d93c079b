import { type Decision, decide } from '../core/decide/decide';
import type { Phase } from '../core/decide/outcome';
import type { Bottleneck } from '../core/facts/bottleneck';
import { keepLooks } from '../core/facts/metrics-looks';
import type { Watermarks } from '../core/lag/drained';
import type { Eta } from '../core/lag/eta';
import type { LagReport } from '../core/lag/lag';
import { type SkewedPartition, skewedPartitions } from '../core/lag/skew';
import { measureTimeLag, type TimeLagReport } from '../core/lag/time-lag';
import { type SoonestLoss, slowestLoss } from '../core/lag/time-to-loss';
import type { Observation } from '../core/snapshot/observation';
import type { ServiceSnapshot } from '../core/snapshot/service';
import type { FleetMetrics } from '../core/snapshot/task-metrics';
import type { ControllerState } from '../core/state/state';
import { formatState, parseState } from '../core/state/state-codec';
import { describeAction } from '../core/vocabulary/action';
import type { Cost, IdentifiedCommand } from '../core/vocabulary/command';
import type { Reason } from '../core/vocabulary/reasons';
import { assumedRetentionMs, type InitialOffset, type PipelineSpec } from '../pipeline';
import { type ActResult, act } from './act';
import { kafkaRequest, observeConfig } from './observe';
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
  /** Opens the one connection of this tick. */
  connectKafka(): Promise<KafkaAdmin>;
  store: ConfigStore;
  tasks: TaskService;
  /** Absent where the spec says that the tasks are not to be asked. */
  metrics?: TaskMetricsReader;
  clock: Clock;
  /** Who ticks, for the claim: the Lambda request id. */
  holder: string;
  /** How long this tick can live at most: its claim ends with it. */
  leaseMs: number;
}

/**
 * What a warm process may keep between ticks. Nothing that is safe or not hangs on it: rates, partitions that stand
 * still, watermarks beyond those that are stored, and the state in observe mode.
 */
export interface TickMemory {
  lag?: LagReport;
  looks?: readonly FleetMetrics[];
  watermarks?: Watermarks;
  state?: ControllerState;
}

/** So long after its claim a tick no longer begins to act: it would have to be done before its lease is. */
const TOO_LATE_MS = 12_000;

/** The longest that one call to ECS, SSM or Kafka takes until it is given up, its second try included. */
function longestActMs({ kafka }: PipelineSpec): number {
  const AWS_CALL_MS = 14_000;
  return Math.max(AWS_CALL_MS, kafka.connectTimeout + kafka.requestTimeout) + 4_000;
}

/** What a tick is made for. `report` only looks; `preview` says what a command would do and cost. */
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
  /** `superseded`: what was decided no longer held when it came to the call. `lost`: another tick acts. */
  outcome: 'unchanged' | 'noted' | 'acted' | 'superseded' | 'lost' | 'looked';
  phase: Phase;
  action: Decision['action'];
  reasons: Reason[];
  lag: LagReport;
  drained: boolean;
  /** Why latest, which is in force, is not safe; empty while it is, or is not in force. */
  unsafe: Reason[];
  timeLag: TimeLagReport;
  /** When retention overtakes the slowest partition. */
  loss: SoonestLoss;
  skewed: SkewedPartition[];
  eta: Eta;
  /** What keeps the backlog from going faster; absent without a backlog, or without tasks. */
  bottleneck: Bottleneck | undefined;
  tasks: Decision['tasks'] & { desired: number; running: number; pending: number };
  initialOffset: { stored: InitialOffset; runningEarliest: number; runningLatest: number };
  operation: ControllerState['operation'];
  request: ControllerState['request'];
  pausedSinceMs: number | undefined;
  flip: ControllerState['flip'];
  /** What came of the command, where one was given. */
  answer?: { accepted: boolean; reasons: Reason[]; cost?: Cost | undefined };
  /** Why it was superseded or lost. */
  note?: string;
}

/**
 * One tick: observe, decide, act. At most one mutation, of one kind; the intent is stored before it.
 *
 * @throws SpillwayError of any port, of a state that cannot be read: nothing was changed then
 */
export async function tick(
  dependencies: TickDependencies,
  request: TickRequest,
  memory: TickMemory = {},
): Promise<TickResult> {
  const [stored, kafka] = await Promise.all([dependencies.store.read(), dependencies.connectKafka()]);
  try {
    return await tickOn(kafka, stored, dependencies, request, memory);
  } finally {
    await kafka.close();
  }
}

async function tickOn(
  kafka: KafkaAdmin,
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
  const [{ service, metrics }, snapshot] = await Promise.all([
    lookAtTasks(dependencies),
    kafka.observe(kafkaRequest(spec, nowMs, previous, command)),
  ]);
  const config = observeConfig(stored, `${store.prefix}/config`, spec);
  const observation: Observation = {
    ...{ nowMs, kafka: snapshot, service, config },
    lastLag: memory.lag,
    lastWatermarks: memory.watermarks,
    metrics,
    looks: memory.looks,
  };
  const decision = decide(observation, previous, spec, { command });
  memory.watermarks = decision.state.watermarks;
  memory.looks = keepLooks(memory.looks ?? [], metrics);
  const figures = resultOf(dependencies, observation, decision, memory);
  const report = (outcome: TickResult['outcome'], note?: string): TickResult => ({
    ...figures,
    outcome,
    // Taken up in a decision that another tick has overtaken: nobody will carry it.
    ...(outcome === 'lost' && figures.answer ? { answer: { ...figures.answer, accepted: false } } : {}),
    ...(note === undefined ? {} : { note }),
  });

  const refused = decision.answer?.accepted === false;
  if (request.kind === 'report' || request.kind === 'preview' || refused) return report('looked');
  if (observing) {
    memory.state = { ...decision.state, operation: undefined, request: undefined };
    const would = decision.action ? `; would ${describeAction(decision.action)}` : '';
    return report('looked', `observe only${would}`);
  }
  const changed = formatState(decision.state) !== formatState(previous) || stored.state === undefined;
  if (!decision.action && !changed) return report('unchanged');
  const { outcome, note } = await carryOut(decision, { observation, stored, changed }, kafka, dependencies);
  return report(outcome, note);
}

/** Under a claim on this state: looks again, stores the intent, and makes the one mutation. */
async function carryOut(
  decision: Decision,
  { observation, stored, changed }: { observation: Observation; stored: StoredParameters; changed: boolean },
  kafka: KafkaAdmin,
  dependencies: TickDependencies,
): Promise<Pick<TickResult, 'outcome' | 'note'>> {
  const { spec, store, tasks, clock, holder } = dependencies;
  const stateVersion = stored.state?.version ?? 0;
  const claimedAtMs = clock.nowMs();
  const leaseMs = Math.min(dependencies.leaseMs, longestActMs(spec) + TOO_LATE_MS);
  const claim = await store.claimEpoch({ stateVersion, holder, nowMs: claimedAtMs, leaseMs });
  if (!claim) return { outcome: 'lost', note: 'another tick holds this epoch' };
  try {
    const fresh = await store.read();
    const isSame =
      (fresh.state?.version ?? 0) === stateVersion && fresh.config?.version === observation.config.version;
    if (!isSame) return { outcome: 'lost', note: 'state or config moved on since this tick looked' };
    const written = changed ? await store.writeState(formatState(decision.state)) : stateVersion;
    if (!decision.action) return { outcome: 'noted' };
    const tookMs = clock.nowMs() - claimedAtMs;
    if (tookMs > TOO_LATE_MS) {
      return { outcome: 'superseded', note: `${tookMs} ms since the claim: too late to act on it` };
    }
    const ports = { kafka, store, tasks, stateVersion: written };
    const done: ActResult = await act(decision.action, observation, spec.group, ports);
    return done.kind === 'done' ? { outcome: 'acted' } : { outcome: 'superseded', note: done.why };
  } finally {
    await claim.release();
  }
}

async function lookAtTasks({
  tasks,
  metrics: reader,
  clock,
}: TickDependencies): Promise<{ service: ServiceSnapshot; metrics: FleetMetrics | undefined }> {
  const service = await tasks.describe();
  if (!reader) return { service, metrics: undefined };
  const read = await reader.read(service.tasks);
  return { service, metrics: { atMs: clock.nowMs(), tasks: read } };
}

function resultOf(
  { spec }: TickDependencies,
  { nowMs, service, config, kafka }: Observation,
  decision: Decision,
  memory: TickMemory,
): Omit<TickResult, 'outcome' | 'note'> {
  const { lag, state, tasks, pace, answer } = decision;
  memory.lag = lag;
  return {
    atMs: nowMs,
    pipeline: spec.name,
    group: spec.group,
    mode: spec.policy.mode,
    phase: decision.phase,
    action: decision.action,
    reasons: decision.reasons,
    lag,
    drained: decision.drained,
    unsafe: decision.unsafe,
    timeLag: measureTimeLag(kafka),
    loss: slowestLoss(kafka, assumedRetentionMs(spec)),
    skewed: skewedPartitions(kafka, lag),
    eta: pace.eta,
    bottleneck: pace.bottleneck,
    tasks: {
      ...tasks,
      desired: service.desiredCount,
      running: service.runningCount,
      pending: service.pendingCount,
    },
    initialOffset: {
      stored: config.initialOffset,
      runningEarliest: decision.fleet.earliest,
      runningLatest: decision.fleet.latest,
    },
    operation: state.operation,
    request: state.request,
    pausedSinceMs: state.pausedSinceMs,
    flip: state.flip,
    ...(answer ? { answer } : {}),
  };
}
