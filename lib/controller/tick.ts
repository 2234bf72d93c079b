import { describeAction } from '../drain/action';
import type { Reason } from '../drain/reasons';
import { type Eta, estimateEta } from '../lag/eta';
import type { LagReport } from '../lag/lag';
import type { InitialOffset, PipelineSpec } from '../pipeline';
import { type ActResult, act } from './act';
import { type Decision, decide, type Phase } from './decide';
import type { Observation } from './observation';
import { kafkaQuestion, observeConfig } from './observe';
import type { Clock, ConfigStore, KafkaAdmin, TaskService } from './ports';
import { type ControllerState, formatState, parseState } from './state';

export interface TickDependencies {
  spec: PipelineSpec;
  /** Opens the one connection of this tick. */
  connectKafka(): Promise<KafkaAdmin>;
  store: ConfigStore;
  tasks: TaskService;
  clock: Clock;
  /** Who ticks, for the claim: the Lambda request id. */
  holder: string;
  /** How long this tick can live at most: its claim ends with it. */
  leaseMs: number;
}

/** What a warm process may keep between ticks. Nothing depends on it but rates, and the state in observe mode. */
export interface TickMemory {
  lag?: LagReport;
  state?: ControllerState;
}

/** What a tick may do: `report` only looks. */
export type TickKind = 'reconcile' | 'report';

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
  eta: Eta;
  tasks: Decision['tasks'] & { desired: number; running: number; pending: number };
  initialOffset: { stored: InitialOffset; runningEarliest: number; runningLatest: number };
  operation: ControllerState['operation'];
  flip: ControllerState['flip'];
  /** Why it was superseded or lost. */
  note?: string;
}

/**
 * One tick: observe, decide, act. At most one mutation, of one kind; the intent is stored before it.
 *
 * @throws SpillwayError of any port, of a state or config that cannot be read: nothing was changed then
 */
export async function tick(
  dependencies: TickDependencies,
  kind: TickKind,
  memory: TickMemory = {},
): Promise<TickResult> {
  const kafka = await dependencies.connectKafka();
  try {
    return await tickOn(kafka, dependencies, kind, memory);
  } finally {
    await kafka.close();
  }
}

async function tickOn(
  kafka: KafkaAdmin,
  dependencies: TickDependencies,
  kind: TickKind,
  memory: TickMemory,
): Promise<TickResult> {
  const { spec, store, tasks, clock } = dependencies;
  const nowMs = clock.nowMs();
  const [stored, service, snapshot] = await Promise.all([
    store.read(),
    tasks.describe(),
    kafka.observe(kafkaQuestion(spec, nowMs)),
  ]);
  const config = observeConfig(stored.config, `${store.prefix}/config`, spec);
  const observing = spec.policy.mode === 'observe';
  const previous =
    observing && memory.state ? memory.state : parseState(stored.state?.value, `${store.prefix}/state`);
  const observation: Observation = { nowMs, kafka: snapshot, service, config };
  const decision = decide(observation, previous, spec);
  const report = (outcome: TickResult['outcome'], note?: string) =>
    resultOf(outcome, note, dependencies, observation, decision, memory);

  if (kind === 'report') return report('looked');
  if (observing) {
    memory.state = { ...decision.state, operation: undefined };
    return report(
      'looked',
      decision.action ? `observe only; would ${describeAction(decision.action)}` : undefined,
    );
  }
  const changed = formatState(decision.state) !== formatState(previous) || stored.state === undefined;
  if (!decision.action && !changed) return report('unchanged');

  const stateVersion = stored.state?.version ?? 0;
  const { holder, leaseMs } = dependencies;
  const claim = await store.claimEpoch({ stateVersion, holder, nowMs: clock.nowMs(), leaseMs });
  if (!claim) return report('lost', 'another tick holds this epoch');
  try {
    const fresh = await store.read();
    if ((fresh.state?.version ?? 0) !== stateVersion || fresh.config?.version !== config.version) {
      return report('lost', 'state or config moved on since this tick looked');
    }
    if (changed) await store.writeState(formatState(decision.state));
    if (!decision.action) return report('noted');
    const done: ActResult = await act(decision.action, observation, spec.group, { kafka, store, tasks });
    return done.kind === 'done' ? report('acted') : report('superseded', done.why);
  } finally {
    await claim.release();
  }
}

function resultOf(
  outcome: TickResult['outcome'],
  note: string | undefined,
  { spec }: TickDependencies,
  { nowMs, service, config }: Observation,
  decision: Decision,
  memory: TickMemory,
): TickResult {
  // What is left when drained is the records of the last moments: no backlog to have an end.
  const eta: Eta = decision.drained ? { kind: 'drained' } : estimateEta(memory.lag, decision.lag);
  memory.lag = decision.lag;
  return {
    atMs: nowMs,
    pipeline: spec.name,
    group: spec.group,
    mode: spec.policy.mode,
    outcome,
    phase: decision.phase,
    action: decision.action,
    reasons: decision.reasons,
    lag: decision.lag,
    eta,
    tasks: {
      ...decision.tasks,
      desired: service.desiredCount,
      running: service.runningCount,
      pending: service.pendingCount,
    },
    initialOffset: {
      stored: config.initialOffset,
      runningEarliest: decision.fleet.earliest,
      runningLatest: decision.fleet.latest,
    },
    operation: decision.state.operation,
    flip: decision.state.flip,
    ...(note === undefined ? {} : { note }),
  };
}
