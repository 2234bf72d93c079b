import { EMPTY_STATE } from '../lib/core/state/state';
import { emptyPartition } from './faults';
import { isMember, rebalance } from './group';
import { setDesiredCount, startTask } from './service';
import type { World } from './world';

const START_MS = Date.UTC(2026, 0, 15, 12);

/** Topics without a record, and a service that nobody has started yet. */
export function nothingYet(): World {
  return {
    nowMs: START_MS,
    stamps: 0,
    topics: (['a', 'b'] as const).map((topic, index) => ({
      signal: index === 0 ? 'traces' : 'metrics',
      topic,
      incarnation: 0,
      retention: 'long',
      partitions: [emptyPartition(), emptyPartition()],
    })),
    tasks: [],
    nextTaskId: 0,
    desiredCount: 0,
    stoppedByPerson: true,
    rollout: 'settled',
    ghosts: [],
    foreignMember: false,
    rebalancing: false,
    config: { version: 1, kind: 'good', initialOffset: 'earliest', modifiedAtMs: START_MS },
    configHistory: [],
    controller: EMPTY_STATE,
    stateVersion: 0,
    pending: undefined,
    unreported: false,
    command: undefined,
    faultsLeft: 0,
    recordsLeft: 0,
  };
}

/** Two tasks run on earliest; each topic has one partition with a record, and an idle one. */
export function running(): World {
  const world = nothingYet();
  for (const topic of world.topics) {
    const [first] = topic.partitions;
    if (first) first.logEnd = 1;
  }
  setDesiredCount(world, 2);
  for (const task of world.tasks) startTask(world, task);
  rebalance(world, world.tasks.filter(isMember));
  return world;
}
