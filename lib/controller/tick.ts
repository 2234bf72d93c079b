import { decide } from '../core/decide/decide';
import type { Decision } from '../core/decide/decision';
import { openOf } from '../core/facts/coverage';
import type { Facts } from '../core/facts/facts';
import { keepSamples } from '../core/facts/metrics-samples';
import type { KafkaUnreachable, Observation, WarmKnowledge } from '../core/facts/observation';
import type { LagReport } from '../core/lag/lag';
import type { ObservedConfig } from '../core/snapshot/config';
import type { KafkaSnapshot } from '../core/snapshot/kafka';
import type { ServiceSnapshot } from '../core/snapshot/service';
import type { FleetMetrics } from '../core/snapshot/task-metrics';
import { parseCoverage } from '../core/state/coverage-codec';
import type { ControllerState } from '../core/state/state';
import { parseState } from '../core/state/state-codec';
import { stopOfOldState } from '../core/state/state-migration';
import { describeAction } from '../core/vocabulary/action';
import type { Command, IdentifiedCommand } from '../core/vocabulary/command';
import { type Debt, parseDebt } from '../core/vocabulary/debt';
import { SpillwayError } from '../errors';
import { startUnlessRunning } from './act';
import { type CarryOutDependencies, carryOut, changesOf, type StateWrite } from './carry-out';
import { kafkaRequest, observeConfig } from './observe';
import type { KafkaAdmin, StoredParameters, TaskMetricsReader } from './ports';
import { resultOf, type TickResult } from './tick-result';

export interface TickDependencies extends CarryOutDependencies {
  /** Opens this tick's connection to Kafka. */
  connectKafka(): Promise<KafkaAdmin>;
  /** Absent if the spec turns task metrics off. */
  metrics?: TaskMetricsReader;
}

/**
 * What a warm process keeps between ticks. Safety never depends on it.
 */
export interface TickMemory extends WarmKnowledge {
  /** The state in observe mode, where it is not stored. */
  state?: ControllerState;
  /** The newest state version that this process knows, and when it was written. SSM may still return an older one. */
  stateWrite?: StateWrite;
  /** The last config, so that each version is parsed only once. */
  config?: { template: number | undefined; observed: ObservedConfig };
  /** The last known debt, so that its tasks can be started even if SSM does not respond. */
  debt?: Debt | undefined;
}

/** What a tick is for. `report` only observes; `preview` shows what a command would do and cost. */
export type TickRequest =
  | { kind: 'reconcile' }
  | { kind: 'report' }
  | { kind: 'preview'; command: IdentifiedCommand }
  | { kind: 'command'; command: IdentifiedCommand };

/**
 * Runs one tick: observe, decide, act. It makes at most one change, and stores the intent before it.
 *
 * @throws SpillwayError of any port, or `STATE_MALFORMED`. If tasks are overdue, they are started before it throws
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

/** The debt, or a stop that an older version of Spillway recorded in its state. */
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
    // A stop recorded by an older version counts only while desiredCount is 0.
    debt: stored.debt || service.desiredCount === 0 ? debt : undefined,
    hold: holdIn(stored),
    warm: memory,
  };
  const coverage = parseCoverage(stored.coverage?.value);
  const decision = decide(observation, previous, spec, { command, coverage });
  const figures = resultOf(spec, observation, decision);
  remember(memory, decision, observation, figures.lag);
  const report = (outcome: TickResult['outcome'], note?: string): TickResult => ({
    ...figures,
    outcome,
    // If this tick lost the claim, the accepted command is lost with its decision.
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
  // A look may be the only one that shows it, so it is kept until a tick can store it.
  if (decision.facts) memory.unwritten = unwrittenOf(decision.facts);
  const { outcome, note } = await carryOut(
    decision,
    { observation, stored, writes },
    connection.kafka,
    dependencies,
    memory,
  );
  if (outcome !== 'lost') memory.unwritten = undefined;
  return report(outcome, note);
}

function unwrittenOf({ coverage, nowMs }: Facts): TickMemory['unwritten'] {
  const owed = coverage ? openOf(coverage) : [];
  return owed.length > 0 ? { owed, atMs: nowMs } : undefined;
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

/**
 * Starts tasks that have been stopped for longer than maxPause. This is the last resort of a tick that failed before it
 * could decide, because SSM or Kafka did not respond, or state or config cannot be read. ECS is enough for it.
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
    // The tick still fails with its original error, and the next one tries again.
  }
}
