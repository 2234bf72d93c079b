import type { Called, Property } from './property';

/**
 * Checked before each call, to make sure that it still keeps the rules although it is made seconds after the
 * observation.
 */
export const CALL_PROPERTIES: readonly Property<Called>[] = [
  {
    rule: 'R1',
    name: 'no commit from outside the group while tasks run',
    check({ action, world }) {
      const there = world.desiredCount > 0 || world.tasks.length > 0;
      return action.kind === 'commit-offsets' && there
        ? 'commits are made while tasks are there, or about to start'
        : undefined;
    },
  },
  {
    rule: 'R5',
    name: 'a config that somebody stored since the observation is not overwritten',
    check({ action, world }) {
      if (action.kind !== 'store-offset' && action.kind !== 'restore-config') return undefined;
      return world.parameters.config.version === action.fromVersion
        ? undefined
        : 'a config that somebody stored since the observation is overwritten';
    },
  },
  {
    rule: 'R8',
    name: 'a desiredCount that somebody set since the observation is not overwritten',
    check({ action, world }) {
      if (action.kind !== 'set-desired-count' && action.kind !== 'stop-tasks') return undefined;
      if (world.desiredCount === action.from) return undefined;
      return `desiredCount ${world.desiredCount}, set since the observation, is overwritten`;
    },
  },
  {
    rule: 'R8',
    name: 'a desiredCount that a person set is kept',
    check({ action, world, decision }) {
      const { personsCount } = world;
      if (personsCount === undefined || decision.answer?.accepted) return undefined;
      if (action.kind === 'set-desired-count' && action.to !== personsCount)
        return `desiredCount ${action.to}, and a person set ${personsCount}`;
      // If tasks already run, the call keeps their count.
      if (action.kind === 'start-tasks' && world.desiredCount === 0 && action.to !== personsCount)
        return `${action.to} tasks are started, and a person set ${personsCount}`;
      return undefined;
    },
  },
  {
    rule: 'R8',
    name: 'nothing is started, stopped or replaced while the stop switch is on',
    check({ action, world: { parameters } }) {
      if (!parameters.hold) return undefined;
      const touches = ['set-desired-count', 'stop-tasks', 'start-tasks', 'roll-tasks'].includes(action.kind);
      return touches ? `${action.kind}, and the stop switch is on` : undefined;
    },
  },
  {
    rule: 'R3',
    name: 'one rollout at a time',
    check({ action, world }) {
      return action.kind === 'roll-tasks' && world.rollout !== 'settled'
        ? 'a second rollout begins'
        : undefined;
    },
  },
  {
    rule: 'R7',
    name: 'one stop at a time, and only with its debt',
    check({ action, world: { parameters } }) {
      if (action.kind !== 'set-desired-count' || action.to > 0) return undefined;
      return parameters.debt ? undefined : 'desiredCount is set to 0 without a debt';
    },
  },
];
