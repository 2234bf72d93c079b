import { objection } from '../lib/controller/act-guards';
import { type Decision, decide } from '../lib/core/decide/decide';
import type { Observation } from '../lib/core/snapshot/observation';
import { formatState } from '../lib/core/state/state-codec';
import type { Action } from '../lib/core/vocabulary/action';
import type { IdentifiedCommand } from '../lib/core/vocabulary/command';
import type { GateCode } from '../lib/core/vocabulary/gates';
import type { ReasonCode } from '../lib/core/vocabulary/reasons';
import type { PipelineSpec } from '../lib/pipeline';
import { groupState } from './group';
import { type Blindness, groupSnapshot, observe, serviceSnapshot } from './observe';
import { decisionViolation, effectViolation, type Violation } from './rules';
import { setDesiredCount } from './service';
import { TICK_MS } from './spec';
import { copyWorld, maskOf, stampMs, type World } from './world';

/** The controller under test: the real decide, the real guards, and of act only the call itself as a model. */
export interface Controller {
  spec: PipelineSpec;
  /** A gate that is not asked. */
  without: GateCode | undefined;
}

/** What a tick did, for traces. */
export interface TickNote {
  decision: Decision;
  outcome: string;
}

export interface Stepped {
  world: World;
  violation: Violation | undefined;
  tick?: TickNote;
}

/** Time goes on by one tick, the controller looks and decides, and nothing is done yet. */
function look(
  { spec, without }: Controller,
  before: World,
  blindness: Blindness,
  command?: IdentifiedCommand,
): Stepped & { observation: Observation; decision: Decision } {
  const world = copyWorld(before);
  world.nowMs += TICK_MS;
  world.stamps = 0;
  const observation = observe(world, blindness);
  const options = { ...(command ? { command } : {}), ...(without ? { without } : {}) };
  const decision = decide(observation, world.controller, spec, options);
  for (const topic of world.topics) {
    topic.partitions.forEach((partition, number) => {
      partition.youngFrom = partition.logEnd;
      partition.lostUnseen &&= !seen(blindness, topic.topic, number);
    });
  }
  if (command) world.command = undefined;
  noteRewind(world, decision, command);
  return { world, observation, decision, violation: decisionViolation(observation, decision, world) };
}

function seen(blindness: Blindness, topic: string, partition: number): boolean {
  if (blindness.kind === 'topic') return blindness.topic !== topic;
  return !(blindness.kind === 'partition' && blindness.topic === topic && blindness.partition === partition);
}

/** What an accepted rewind is to read again has to be read again, unless the rewind is called off and says so. */
function noteRewind(world: World, { reasons }: Decision, command: IdentifiedCommand | undefined): void {
  const codes = new Set(reasons.map(({ code }) => code));
  const begins = command?.command.kind === 'rewind' && codes.has('REQUEST_ACCEPTED');
  if (!begins && !codes.has('REQUEST_FAILED')) return;
  for (const { partitions } of world.topics) {
    for (const partition of partitions)
      partition.toRedeliver = begins ? partition.delivered & maskOf(partition.logStart, partition.logEnd) : 0;
  }
}

/** A whole tick in one go: nothing happens beside it. */
export function wholeTick(
  controller: Controller,
  before: World,
  blindness: Blindness,
  command?: IdentifiedCommand,
): Stepped {
  const looked = look(controller, before, blindness, command);
  if (looked.violation) return { ...looked, tick: { decision: looked.decision, outcome: 'decided' } };
  return finish(controller, looked.world, looked.decision);
}

/** Looks and decides, and is slow: others may run before it acts. */
export function slowTick(controller: Controller, before: World): Stepped | undefined {
  const looked = look(controller, before, { kind: 'whole' });
  const { world, observation, decision, violation } = looked;
  if (!decision.action && !changes(world, decision)) return undefined;
  world.pending = { stage: 'decided', observation, decision, stateVersion: world.stateVersion };
  return { world, violation, tick: { decision, outcome: 'decided, and is slow' } };
}

/** Dies after its intent is stored, before the call. */
export function crashedTick(controller: Controller, before: World): Stepped | undefined {
  const looked = look(controller, before, { kind: 'whole' });
  const { world, decision, violation } = looked;
  if (!decision.action || !changes(world, decision)) return undefined;
  writeState(world, decision);
  return { world, violation, tick: { decision, outcome: 'dies before the call' } };
}

/** The slow tick goes on by one effect: first its state, then its call. `undefined` where there is none. */
export function resume(controller: Controller, before: World): Stepped | undefined {
  const { pending } = before;
  if (!pending) return undefined;
  const world = copyWorld(before);
  const { decision } = pending;
  world.pending = undefined;
  if (pending.stage === 'state-written') return act(controller, world, decision, pending.stateVersion);
  const moved =
    world.stateVersion !== pending.stateVersion ||
    world.config.version !== pending.observation.config.version;
  if (moved && controller.without !== 'EPOCH') {
    return { world, violation: undefined, tick: { decision, outcome: 'lost: state or config moved on' } };
  }
  writeState(world, decision);
  if (!decision.action) report(world, decision);
  else world.pending = { ...pending, stage: 'state-written', stateVersion: world.stateVersion };
  return { world, violation: undefined, tick: { decision, outcome: 'state written' } };
}

function finish(controller: Controller, world: World, decision: Decision): Stepped {
  writeState(world, decision);
  report(world, decision);
  return act(controller, world, decision, world.stateVersion);
}

function writeState(world: World, decision: Decision): void {
  // Only another tick that is under way can tell whether the version moved on.
  if (world.pending && !changes(world, decision)) return;
  world.controller = decision.state;
  world.stateVersion += 1;
}

function changes(world: World, decision: Decision): boolean {
  return formatState(decision.state) !== formatState(world.controller);
}

/** Reasons that tell people of what may have been skipped. */
const TELLING: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'REARM_STARTED',
  'REARM_NO_COMMIT',
  'REARM_OUT_OF_RANGE',
  'REARM_UNCOVERED',
  'REARM_COMMITS_BACK',
  'REPAIR_STARTED',
  'OFFSETS_REPAIRED',
  'RESTART_STARTED',
  'ALARM_UNSAFE',
  'SKIPPED_AT_MOST',
  'HOLD_REPAIR_PENDING',
]);

function report(world: World, { reasons }: Decision): void {
  if (reasons.some(({ code }) => TELLING.has(code))) world.unreported = false;
}

function act(
  { without }: Controller,
  world: World,
  decision: Decision,
  expectedStateVersion: number,
): Stepped {
  const { action } = decision;
  report(world, decision);
  if (!action) return { world, violation: undefined, tick: { decision, outcome: 'nothing to do' } };
  const fresh = {
    service: serviceSnapshot(world),
    group: groupSnapshot(world),
    configVersion: world.config.version,
    stateVersion: world.stateVersion,
    expectedStateVersion,
  };
  const why = objection(action, fresh, without ? { without } : {});
  if (why) return { world, violation: undefined, tick: { decision, outcome: `superseded: ${why}` } };
  const violation = effectViolation(world, action);
  const outcome = violation ? 'called' : call(world, action);
  return { world, violation, tick: { decision, outcome } };
}

/** What the call does in the model. */
function call(world: World, action: Action): string {
  switch (action.kind) {
    case 'set-desired-count':
      setDesiredCount(world, action.to);
      return 'done';
    case 'commit-offsets':
      if (groupState(world) !== 'Empty') return 'Kafka refuses: UNKNOWN_MEMBER_ID';
      for (const { topic, partition, offset } of action.offsets)
        commit(world, topic, partition, Number(offset), action.purpose);
      return 'done';
    case 'store-config':
      storeConfig(world, { ...world.config, initialOffset: action.initialOffset });
      return 'done';
    case 'restore-config': {
      const old = world.configHistory.find(({ version }) => version === action.toVersion);
      storeConfig(world, { ...(old ?? world.config), initialOffset: action.initialOffset });
      return 'done';
    }
    case 'create-partitions':
      return 'not modelled';
  }
}

function commit(world: World, topic: string, number: number, offset: number, purpose: string): void {
  const partition = world.topics.find((each) => each.topic === topic)?.partitions[number];
  if (!partition) return;
  // Only an explicit command gives records up: from then on nobody waits for them.
  if (purpose === 'skip') partition.delivered |= maskOf(partition.logStart, offset);
  partition.committed = offset;
  partition.lostUnseen = false;
}

const VERSIONS_KEPT = 12;

export function storeConfig(world: World, config: Pick<World['config'], 'kind' | 'initialOffset'>): void {
  world.configHistory = [...world.configHistory, world.config].slice(-VERSIONS_KEPT);
  world.config = {
    kind: config.kind,
    initialOffset: config.initialOffset,
    version: world.config.version + 1,
    modifiedAtMs: stampMs(world),
  };
}
