import {
  ACT_GUARDS,
  type ActGuard,
  isRepayment,
  isUnconditional,
  objection,
} from '../../lib/controller/act-guards';
import { decide } from '../../lib/core/decide/decide';
import type { Decision } from '../../lib/core/decide/decision';
import { isReachable, type Observation } from '../../lib/core/facts/observation';
import { GATES, type Gate } from '../../lib/core/gates';
import type { ControllerState } from '../../lib/core/state/state';
import type { IdentifiedCommand } from '../../lib/core/vocabulary/command';
import type { ReasonCode } from '../../lib/core/vocabulary/reasons';
import type { PipelineSpec } from '../../lib/pipeline';
import { AFTER_TICK } from '../properties/after-tick';
import { CALL_PROPERTIES } from '../properties/called';
import { DECISION_PROPERTIES } from '../properties/decided';
import { broken, type Violation } from '../properties/property';
import { type Answer, call, DONE } from './calls';
import { forgetReported } from './group';
import { answersOf, type Blindness, groupSnapshot, observe, serviceSnapshot, WHOLE } from './look';
import { modelSpec, TICK_MS } from './spec';
import { allPartitions, copyWorld, maskOf, type World } from './world';

/** Checks that the tick itself makes, apart from the gates of the core and the guards of `act`. */
export const TICK_GATES = ['EPOCH'] as const;
export type TickGate = (typeof TICK_GATES)[number];

/** The controller under test: the real decide and the real guards. Only the calls are modelled. */
export interface Controller {
  spec: PipelineSpec;
  decide: typeof decide;
  gates: readonly Gate[];
  guards: readonly ActGuard[];
  tickGates: readonly TickGate[];
}

export const REAL: Controller = {
  spec: modelSpec(),
  decide,
  gates: GATES,
  guards: ACT_GUARDS,
  tickGates: TICK_GATES,
};

/** The codes of everything that `--without` can remove. */
export const ALL_GATES: readonly string[] = [
  ...new Set([...GATES, ...ACT_GUARDS].map(({ code }) => code)),
  ...TICK_GATES,
];

export function without(code: string, controller: Controller = REAL): Controller {
  const kept = (each: { code: string }) => each.code !== code;
  return {
    ...controller,
    gates: controller.gates.filter(kept),
    guards: controller.guards.filter(kept),
    tickGates: controller.tickGates.filter((each) => each !== code),
  };
}

/** The circumstances of a tick: what it sees, and how its call ends. */
export interface TickCourse {
  blindness: Blindness;
  process: 'warm' | 'cold';
  answer: Answer;
  command?: IdentifiedCommand | undefined;
}

export const PLAIN: TickCourse = { blindness: WHOLE, process: 'warm', answer: 'answered' };

/** What a tick did, for traces and for `properties/reached`. */
export interface TickNote {
  decision: Decision | undefined;
  outcome: string;
}

export interface Ticked {
  world: World;
  violation: Violation | undefined;
  tick: TickNote;
}

/** The pipeline with its topics given by name or by pattern, as the world says. */
function specOf({ spec }: Controller, { topicsBy }: World): PipelineSpec {
  if (topicsBy === 'name') return spec;
  const { traces, metrics } = spec.signals;
  return {
    ...spec,
    signals: {
      ...spec.signals,
      ...(traces ? { traces: { ...traces, topic: '^a.*' } } : {}),
      ...(metrics ? { metrics: { ...metrics, topic: '^b.*' } } : {}),
    },
  };
}

/** Runs a whole tick, during which nothing else happens. */
export function wholeTick(controller: Controller, before: World, course: TickCourse): Ticked {
  const looked = look(controller, before, course);
  if (!('decision' in looked)) return looked;
  const { world, decision, observation, violation } = looked;
  if (violation) return { world, violation, tick: { decision, outcome: 'decided' } };
  const lost = note(world, decision);
  if (lost !== undefined) return ended(controller, world, decision, observation, lost);
  if (course.command) noteCommand(world, decision, course.command);
  const { outcome, violation: called } = act(
    controller,
    world,
    decision,
    world.parameters.stateVersion,
    course.answer,
  );
  if (called) return { world, violation: called, tick: { decision, outcome } };
  return ended(controller, world, decision, observation, outcome);
}

/** Looks and decides, then pauses, so that other events can happen before it acts. */
export function slowTick(controller: Controller, before: World): Ticked | undefined {
  const looked = look(controller, before, PLAIN);
  if (!('decision' in looked) || (!looked.decision.action && !changes(looked.world, looked.decision)))
    return undefined;
  const { world, observation, decision, violation } = looked;
  world.pending = { stage: 'decided', observation, decision, stateVersion: world.parameters.stateVersion };
  return { world, violation, tick: { decision, outcome: 'decided, and is slow' } };
}

/** Makes the slow tick's next effect: first the state, then the call. `undefined` if there is none left. */
export function resumeTick(controller: Controller, before: World): Ticked | undefined {
  const { pending } = before;
  if (!pending) return undefined;
  const world = copyWorld(before);
  const { decision, observation } = pending;
  world.pending = undefined;
  if (pending.stage === 'noted') {
    const { outcome, violation } = act(controller, world, decision, pending.stateVersion, 'answered');
    return { world, violation, tick: { decision, outcome } };
  }
  const { stateVersion, config } = world.parameters;
  const moved = stateVersion !== pending.stateVersion || config.version !== observation.config.version;
  const unconditional = decision.action !== undefined && isUnconditional(decision.action);
  if (moved && !unconditional && controller.tickGates.includes('EPOCH')) {
    return { world, violation: undefined, tick: { decision, outcome: 'lost: state or config moved on' } };
  }
  const lost = note(world, decision);
  if (lost !== undefined) return { world, violation: undefined, tick: { decision, outcome: lost } };
  if (decision.action)
    world.pending = { ...pending, stage: 'noted', stateVersion: world.parameters.stateVersion };
  return { world, violation: undefined, tick: { decision, outcome: 'noted' } };
}

interface Looked {
  world: World;
  observation: Observation;
  decision: Decision;
  violation: Violation | undefined;
}

/** Time advances by one tick. The controller has looked and decided, but not acted yet. */
function look(
  controller: Controller,
  before: World,
  { blindness, process, command }: TickCourse,
): Looked | Ticked {
  const world = copyWorld(before);
  world.nowMs += TICK_MS;
  world.stamps = 0;
  if (process === 'cold') forgetWarm(world);
  const answers = answersOf(world);
  const observation = observe(world, answers, blindness);
  world.shown = answers;
  if (world.stale)
    world.stale = world.stale.looks > 1 ? { ...world.stale, looks: world.stale.looks - 1 } : undefined;
  if (world.kafkaAway > 0) world.kafkaAway -= 1;
  if (!isReachable(observation.kafka) && !observation.debt && !command) {
    return {
      world,
      violation: undefined,
      tick: { decision: undefined, outcome: 'fails: Kafka cannot be reached' },
    };
  }
  const { state, coverage } = answers.parameters;
  const decision = controller.decide(observation, state, specOf(controller, world), {
    command,
    coverage,
    gates: controller.gates,
  });
  const versionShown = answers.parameters.stateVersion;
  remember(world, decision);
  if (isReachable(observation.kafka)) grow(world, blindness);
  const violation = broken(DECISION_PROPERTIES, { observation, decision, world, before });
  const unconditional = decision.action !== undefined && isUnconditional(decision.action);
  if (!unconditional && versionShown < world.warmVersion) {
    return { world, violation, tick: { decision, outcome: 'lost: SSM shows an older state' } };
  }
  if (!unconditional && answers.parameters.stateVersion !== world.parameters.stateVersion) {
    return { world, violation, tick: { decision, outcome: 'lost: state moved on' } };
  }
  return { world, observation, decision, violation };
}

function forgetWarm(world: World): void {
  world.warm = {};
  world.warmVersion = 0;
}

function remember(world: World, { facts }: Decision): void {
  if (!facts) return;
  world.warm = { lag: facts.lag, deliveries: facts.deliveries };
}

/**
 * Ages the world. Records that are present at this look count as old at the next one, and what the look showed is no
 * longer unseen.
 */
function grow(world: World, blindness: Blindness): void {
  for (const topic of world.topics) {
    topic.partitions.forEach((partition, number) => {
      partition.youngFrom = partition.logEnd;
      partition.lostUnseen &&= !sees(blindness, topic.topic, number);
    });
  }
}

function sees(blindness: Blindness, topic: string, partition: number): boolean {
  if (blindness.kind === 'topic') return blindness.topic !== topic;
  return !(blindness.kind === 'partition' && blindness.topic === topic && blindness.partition === partition);
}

/**
 * Records that an accepted rewind covers must be read again. Resume and drain end the protection of a count that an
 * operator set.
 */
function noteCommand(world: World, { answer }: Decision, { command }: IdentifiedCommand): void {
  if (!answer?.accepted) return;
  if (command.kind === 'rewind') {
    for (const { partitions } of world.topics) {
      for (const partition of partitions)
        partition.toRead = partition.delivered & maskOf(partition.logStart, partition.logEnd);
    }
  }
  if (command.kind === 'resume' || command.kind === 'drain') world.personsCount = undefined;
  if (command.kind === 'accept') {
    for (const { partitions } of world.topics) {
      for (const partition of partitions) {
        partition.delivered |= partition.skipped;
        partition.skipped = 0;
      }
    }
    forgetReported(world);
  }
}

/** Stores the tick's state. If that fails, returns why the tick ends. */
function note(world: World, decision: Decision): string | undefined {
  const { parameters, refused } = world;
  const failed = refused.includes('state') && changes(world, decision);
  const unconditional = decision.action !== undefined && isUnconditional(decision.action);
  if (failed) return unconditional ? undefined : 'fails: SSM refuses the state';
  // Only another tick in progress can notice whether the version has changed.
  const moves = !world.pending || changes(world, decision);
  const stateVersion = parameters.stateVersion + (moves ? 1 : 0);
  world.parameters = {
    ...parameters,
    state: decision.state,
    stateVersion,
    coverage: decision.coverage ?? parameters.coverage,
  };
  world.warmVersion = stateVersion;
  report(world, decision);
  return undefined;
}

function changes({ parameters }: World, { state }: Decision): boolean {
  return textOf(state) !== textOf(parameters.state);
}

function textOf(state: ControllerState): string {
  return JSON.stringify(state, (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Map ? [...value] : value;
  });
}

/** Reasons which report that an accepted command ended without its effect. */
const ENDED: ReadonlySet<ReasonCode> = new Set(['REQUEST_FAILED', 'REQUEST_CANCELLED', 'STOPPED_BY_COMMAND']);

/** Reasons that report records which may have been skipped. */
const REPORTING: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'REARM_NO_COMMIT',
  'REARM_OUT_OF_RANGE',
  'REARM_UNCOVERED',
  'REARM_COMMITS_BACK',
  'REARM_CONFIG_FOREIGN',
  'REARM_COVERAGE_LOST',
  'RESTART_TOPIC_RECREATED',
  'OFFSETS_REPAIRED',
  'ALARM_UNSAFE',
  'ALARM_COVERAGE_LOST',
  'ALARM_COMMITS_BACK',
  'HOLD_REPAIR_PENDING',
  'HOLD_UNCOVERED',
]);

function report(world: World, { reasons }: Decision): void {
  if (reasons.some(({ code }) => REPORTING.has(code))) world.unreported = false;
  if (reasons.some(({ code }) => ENDED.has(code))) {
    for (const { partitions } of world.topics) for (const partition of partitions) partition.toRead = 0;
  }
}

function act(
  controller: Controller,
  world: World,
  decision: Decision,
  expectedStateVersion: number,
  answer: Answer,
): { outcome: string; violation?: Violation | undefined } {
  const { action } = decision;
  if (!action) return { outcome: 'nothing to do' };
  const { config, debt, hold, stateVersion } = world.parameters;
  const why = objection(
    action,
    {
      service: serviceSnapshot(world),
      group: groupSnapshot(world),
      configVersion: config.version,
      debt: debt !== undefined || isRepayment(action),
      hold: hold !== undefined,
      stateVersion,
      expectedStateVersion,
    },
    controller.guards,
  );
  if (why !== undefined) return { outcome: `superseded: ${why}` };
  const violation = broken(CALL_PROPERTIES, { action, decision, world });
  if (violation) return { outcome: 'called', violation };
  const outcome = call(world, action, answer);
  keepRecord(world, decision, outcome);
  return { outcome };
}

/** Updates what R7 counts for the budget and the back-off, and what a stop promised. */
function keepRecord(world: World, { action, facts, reasons, state }: Decision, outcome: string): void {
  const { nowMs, record } = world;
  const has = (code: ReasonCode) => reasons.some((each) => each.code === code);
  if (action?.kind === 'stop-tasks' && outcome !== 'another stop is not repaid yet') {
    // A skip also gives up what tasks hold.
    const again = facts?.held.kind === 'read-again' || facts?.held.kind === 'by-time';
    world.heldIsReadAgain = again && state.recreate?.purpose !== 'skip';
    if (state.recreate?.origin === 'automatic' && !has('ALARM_REPAIR_URGENT')) {
      record.stopsMs = [...record.stopsMs.slice(-2), nowMs];
    }
  }
  const unsafe = reasons.some(({ code }) => code.startsWith('REARM_') && code !== 'REARM_FOR_REQUEST');
  if (action?.kind === 'store-offset' && outcome === DONE && unsafe) record.rearmedMs = nowMs;
  if (action?.kind !== 'start-tasks' || action.because !== 'repay') return;
  // Setting the same count as the operator hands it back to Spillway.
  if (action.to === world.personsCount) world.personsCount = undefined;
  // In phase `up` the commits were made, and only the start is repeated.
  if (!state.recreate) record.failedMs = nowMs;
  // The limit on the pause takes precedence: whatever could not be read again by then is lost, and RECREATE_GIVEN_UP or
  // TASKS_REPAID reports it.
  for (const partition of allPartitions(world)) {
    partition.delivered |= partition.dropped;
    partition.dropped = 0;
  }
  world.heldIsReadAgain = false;
}

function ended(
  controller: Controller,
  world: World,
  decision: Decision,
  observation: Observation,
  outcome: string,
): Ticked {
  world.calmTicks = Math.min(world.calmTicks + 1, 4);
  const failed = outcome.includes('fails') || outcome.includes('refuse');
  if (failed) repayBlindly(world, observation, controller.spec.policy.maxPauseMs);
  const violation = broken(AFTER_TICK, { world, maxPauseMs: controller.spec.policy.maxPauseMs });
  giveCountBack(world, decision, observation);
  return { world, violation, tick: { decision, outcome } };
}

/**
 * Even a failed tick starts tasks that have been stopped for longer than any stop may last. ECS alone is enough for
 * that.
 */
function repayBlindly(world: World, { debt, nowMs }: Observation, maxPauseMs: number): void {
  if (!debt || nowMs - debt.stoppedAtMs < maxPauseMs || world.parameters.hold) return;
  call(world, { kind: 'start-tasks', to: debt.count, because: 'repay' }, 'answered');
}

/** An operator's count is handed back to Spillway if it equals the target, or if the state does not know it. */
function giveCountBack(world: World, { facts }: Decision, { service }: Observation): void {
  if (
    facts &&
    service.desiredCount === world.personsCount &&
    service.desiredCount === facts.tasks.target &&
    service.desiredCount > 0
  )
    world.personsCount = undefined;
}
