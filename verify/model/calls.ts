import type { Action, PlannedCommit } from '../../lib/core/vocabulary/action';
import { forgetReported, groupState, revokeAll } from './group';
import { deploy, setDesiredCount } from './service';
import {
  type ConfigModel,
  emptyPartition,
  maskOf,
  type Refusal,
  type StoppedBy,
  stampMs,
  type World,
} from './world';

/** The model's version of the calls that `act` makes, in the same order. In production the adapters make them. */

/**
 * - `answered`  the call is made and gets a response
 * - `late`      UpdateService gets no response and takes effect minutes later
 * - `lost`      the tick dies right before the call to ECS, after the effects that precede it
 */
export type Answer = 'answered' | 'late' | 'lost';

/** How long after a call without a response its effect may still happen. */
const LATE_MS = 9 * 60_000;

/** Carries out an action. Returns the outcome in words. */
export function call(world: World, action: Action, answer: Answer): string {
  switch (action.kind) {
    case 'set-desired-count':
      return updateService(world, action.to, 'spillway', answer);
    case 'stop-tasks': {
      if (world.parameters.debt) return 'another stop is not repaid yet';
      world.parameters.debt = action.debt;
      return updateService(world, 0, 'recreate', answer);
    }
    case 'start-tasks': {
      if (action.because === 'step' && refuses(world, 'commit')) return 'Kafka refuses the last look';
      const done = updateService(world, world.desiredCount || action.to, 'spillway', answer);
      // A stop without a visible effect may still take effect later, so its debt stays.
      const stopped = world.shown?.service.desiredCount === 0;
      if (done === DONE && stopped && action.to > 0) world.parameters.debt = undefined;
      return done;
    }
    case 'close-debt':
      world.parameters.debt = undefined;
      return DONE;
    case 'commit-offsets':
      if (refuses(world, 'commit')) return 'Kafka refuses: GROUP_AUTHORIZATION_FAILED';
      if (groupState(world) !== 'Empty') return 'Kafka refuses: UNKNOWN_MEMBER_ID';
      for (const each of action.offsets) commit(world, each, action.purpose === 'skip');
      forgetReported(world);
      return DONE;
    case 'seed-live':
      if (refuses(world, 'seed')) return 'Kafka refuses the seed';
      if (groupState(world) !== 'Stable') return 'the group is not Stable';
      for (const each of action.offsets) commit(world, each, false);
      if (world.protocol === 'eager') revokeAll(world);
      return DONE;
    case 'store-offset':
      return storeByAct(world, { ...world.parameters.config, initialOffset: action.initialOffset });
    case 'restore-config': {
      const old = world.configHistory.find(({ version }) => version === action.toVersion);
      return storeByAct(world, {
        ...(old ?? world.parameters.config),
        initialOffset: action.initialOffset,
      });
    }
    case 'roll-tasks':
      if (refuses(world, 'count')) return 'ECS refuses';
      deploy(world, 'spillway');
      return DONE;
    case 'create-partitions': {
      const topic = world.topics.find((each) => each.topic === action.topic);
      while (topic && topic.partitions.length < action.count) topic.partitions.push(emptyPartition());
      return DONE;
    }
    case 'stop-service':
      world.parameters.hold ??= { sinceMs: stampMs(world), count: action.count };
      return updateService(world, 0, 'others', answer);
    case 'end-hold':
      if (action.to > 0 && updateService(world, action.to, 'spillway', answer) !== DONE) return 'ECS refuses';
      world.parameters.hold = undefined;
      return DONE;
  }
}

export const DONE = 'done';

function updateService(world: World, count: number, stoppedBy: StoppedBy, answer: Answer): string {
  if (answer === 'lost') return 'dies before the call to ECS';
  if (answer === 'late') {
    world.late = { count, stoppedBy, byMs: world.nowMs + LATE_MS };
    return 'ECS does not answer';
  }
  if (refuses(world, 'count')) return 'ECS refuses';
  setDesiredCount(world, count, stoppedBy);
  return DONE;
}

function refuses({ refused }: World, what: Refusal): boolean {
  const needsRight = what === 'commit' || what === 'seed';
  return refused.includes(what) || (needsRight && refused.includes('right'));
}

function commit(world: World, { topic, partition: number, offset }: PlannedCommit, givesUp: boolean): void {
  const partition = world.topics.find((each) => each.topic === topic)?.partitions[number];
  if (!partition) return;
  // Records may only be given up by an explicit command. From then on they no longer count as missing.
  if (givesUp) {
    const given = maskOf(partition.logStart, Number(offset));
    partition.delivered |= given;
    for (const mask of ['skipped', 'dropped', 'toRead'] as const) partition[mask] &= ~given;
  }
  partition.committed = Number(offset);
  partition.lostUnseen = false;
}

function storeByAct(world: World, config: Pick<ConfigModel, 'kind' | 'initialOffset'>): string {
  if (refuses(world, 'config')) return 'SSM refuses the config';
  storeConfig(world, config);
  return DONE;
}

const VERSIONS_KEPT = 12;

export function storeConfig(
  world: World,
  { kind, initialOffset }: Pick<ConfigModel, 'kind' | 'initialOffset'>,
) {
  const { parameters } = world;
  world.configHistory = [...world.configHistory, parameters.config].slice(-VERSIONS_KEPT);
  const version = parameters.config.version + 1;
  world.parameters = {
    ...parameters,
    config: { kind, initialOffset, version, modifiedAtMs: stampMs(world) },
  };
}
