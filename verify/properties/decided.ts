import { isReachable } from '../../lib/core/facts/observation';
import type { PartitionSnapshot, Retention } from '../../lib/core/snapshot/kafka';
import { usefulTasks } from '../model/world';
import type { Decided, Property } from './property';
import { foreignIn, gapIn, heldIn, runsOnLatest, uncoveredIn, unknownIn, unrestIn } from './seen';

/** Checked for each decision, to make sure that it keeps the rules, given the observation. */
export const DECISION_PROPERTIES: readonly Property<Decided>[] = [
  {
    rule: 'R1',
    name: 'no task is started on latest into a known gap',
    check({ observation, decision: { action } }) {
      const { config, debt, nowMs } = observation;
      if (config.initialOffset !== 'latest' || config.editProblem !== undefined || moreTasks(action) === 0)
        return undefined;
      // After maxPause Spillway starts the tasks that it stopped, whatever is stored. The limit takes precedence.
      if (debt && action?.kind === 'start-tasks' && nowMs - debt.stoppedAtMs >= LONGEST_MS) return undefined;
      const gap = gapIn(observation);
      return gap && `tasks are started on latest, and ${gap}`;
    },
  },
  {
    rule: 'R1',
    name: 'no rebalance is caused into a known gap',
    check({ observation, decision: { action, coverage }, world }) {
      if (!action || !runsOnLatest(world)) return undefined;
      if (!['set-desired-count', 'roll-tasks', 'create-partitions'].includes(action.kind)) return undefined;
      const gap = gapIn(observation) ?? uncoveredIn(observation, coverage);
      return gap && `${action.kind} while a task runs on latest, and ${gap}`;
    },
  },
  {
    rule: 'R1',
    name: 'commits are moved only while no task is seen',
    check({ observation: { service }, decision: { action } }) {
      if (action?.kind !== 'commit-offsets' || (service.desiredCount === 0 && service.tasks.length === 0))
        return undefined;
      return 'commits are moved while tasks are there';
    },
  },
  {
    rule: 'R1',
    name: 'tasks are stopped only after earliest is stored',
    check({ observation: { config }, decision: { action } }) {
      if (action?.kind !== 'stop-tasks' || config.initialOffset === 'earliest') return undefined;
      return 'tasks are stopped, and latest is stored';
    },
  },
  {
    rule: 'R2',
    name: 'latest is not stored over a gap',
    check({ observation, decision }) {
      if (!storesLatest(decision.action, observation.config.initialOffset)) return undefined;
      const gap = gapIn(observation) ?? uncoveredIn(observation, decision.coverage);
      return gap && `latest is stored, and ${gap}`;
    },
  },
  {
    rule: 'R2',
    name: 'latest is not stored for the commits of another group',
    check({ observation, decision }) {
      if (!storesLatest(decision.action, observation.config.initialOffset)) return undefined;
      return observation.config.mismatch && 'latest is stored for a group whose commits nobody knows';
    },
  },
  {
    rule: 'R2',
    name: 'latest is not stored where retention may overtake a commit',
    check({ observation, decision, world }) {
      if (!storesLatest(decision.action, observation.config.initialOffset)) return undefined;
      if (world.topics.every(({ retention }) => retention !== 'short')) return undefined;
      return 'latest is stored, and retention is short';
    },
  },
  {
    rule: 'R2',
    name: 'a coverage is stored before latest',
    check({ observation, decision }) {
      if (!storesLatest(decision.action, observation.config.initialOffset)) return undefined;
      return decision.coverage ? undefined : 'latest is stored, and nothing says what it covers';
    },
  },
  {
    rule: 'R2',
    name: 'latest is not stored over topics that do not exist yet',
    check({ observation, decision, world }) {
      if (!storesLatest(decision.action, observation.config.initialOffset)) return undefined;
      return world.topicsBy === 'pattern' ? 'latest is stored, and topics are given by pattern' : undefined;
    },
  },
  {
    rule: 'R2',
    name: 'earliest is stored as soon as latest is seen unsafe',
    check({ observation, decision, before }) {
      const { config, hold } = observation;
      const { state } = before.parameters;
      if (config.initialOffset !== 'latest' || config.editProblem !== undefined) return undefined;
      if (hold || decision.state.pausedSinceMs !== undefined || state.pausedSinceMs !== undefined)
        return undefined;
      if (decision.answer?.accepted || decision.answer?.accepted === false) return undefined;
      const { action } = decision;
      if (action && !LESS_URGENT.has(action.kind)) return undefined;
      // In a recreate, its own next step takes precedence, and the tasks that it starts have a commit everywhere.
      if (!action && (state.recreate || decision.state.recreate || observation.debt)) return undefined;
      const gap = gapIn(observation) ?? uncoveredIn(observation, decision.coverage);
      return gap && `latest stays in force, and ${gap}`;
    },
  },
  {
    rule: 'R2',
    name: 'earliest is stored if it is unknown what latest covers',
    check({ observation: { config, hold }, decision, before, world }) {
      const parameters = world.shown?.parameters ?? before.parameters;
      if (config.initialOffset !== 'latest' || parameters.coverage || !parameters.state.covers)
        return undefined;
      const { action, answer, facts, state } = decision;
      if (hold || action || answer || !facts || state.pausedSinceMs !== undefined) return undefined;
      if (config.editProblem !== undefined || parameters.state.recreate || state.recreate) return undefined;
      return 'latest stays in force, and its coverage is lost';
    },
  },
  {
    rule: 'R2',
    name: 'earliest is stored if commits went back',
    check({ observation: { config, hold }, decision, before: { parameters } }) {
      const { action, answer, facts, state } = decision;
      if (config.initialOffset !== 'latest' || config.editProblem !== undefined || !facts) return undefined;
      if (hold || action || answer || state.pausedSinceMs !== undefined || parameters.state.recreate)
        return undefined;
      const { commitsBack } = facts;
      return commitsBack.length > 0
        ? `latest stays in force, and commits of ${commitsBack.join()} went back`
        : undefined;
    },
  },
  {
    rule: 'R2',
    name: 'earliest is stored for a config of another group',
    check({ observation: { config, hold }, decision, before }) {
      if (config.initialOffset !== 'latest' || config.mismatch === undefined || decision.action || hold)
        return undefined;
      if (
        config.editProblem !== undefined ||
        decision.state.pausedSinceMs !== undefined ||
        decision.answer ||
        !decision.facts
      )
        return undefined;
      if (decision.state.recreate || before.parameters.state.recreate) return undefined;
      return 'latest stays in force for a group whose commits nobody knows';
    },
  },
  {
    rule: 'R2',
    name: 'earliest is stored before retention or expiry takes a commit',
    check({ observation, decision, world, before }) {
      const { config, hold, kafka } = observation;
      if (config.initialOffset !== 'latest' || config.editProblem !== undefined || hold) return undefined;
      if (
        decision.action ||
        decision.answer ||
        world.refused.length > 0 ||
        decision.state.recreate ||
        decision.state.pausedSinceMs !== undefined
      )
        return undefined;
      if (!isReachable(kafka) || before.parameters.state.recreate) return undefined;
      const { offsetsRetentionMs } = kafka;
      const { emptySinceMs } = decision.state;
      const emptyForMs = emptySinceMs === undefined ? 0 : world.nowMs - emptySinceMs;
      if (
        kafka.group.state === 'Empty' &&
        typeof offsetsRetentionMs === 'number' &&
        emptyForMs > (offsetsRetentionMs * 3) / 4
      )
        return 'latest stays stored while the commits of an Empty group are about to expire';
      const short = kafka.topics.find(
        (topic) =>
          topic.kind === 'present' &&
          topic.partitions.some(
            (each) => each.firstUnread?.kind === 'record' && isAtTheEdge(topic.retention, each),
          ),
      );
      return short && `latest stays in force, and ${short.topic} is about to delete what is unread`;
    },
  },
  {
    rule: 'R3',
    name: 'desiredCount is never set above the useful number',
    check({ decision: { action }, world, observation }) {
      const to = moreTasks(action);
      if (action?.kind === 'end-hold' || to === 0 || to <= observation.service.desiredCount) return undefined;
      // A count that an operator had set before a stop is restored unchanged.
      if (action?.kind === 'start-tasks' && to === world.personsCount) return undefined;
      const useful = usefulTasks(world);
      return to > useful ? `desiredCount ${to}, and ${useful} tasks are useful` : undefined;
    },
  },
  {
    rule: 'R3',
    name: 'no flip, seed, stop, roll or scale-in begins during a rebalance or rollout',
    check({ observation, decision: { action } }) {
      const what = restless(action, observation.config.initialOffset);
      const unrest = what && unrestIn(observation);
      return unrest && `${what} during ${unrest}`;
    },
  },
  {
    rule: 'R3',
    name: 'no roll that cannot make progress, or stops all tasks at once',
    check({ observation: { service }, decision: { action } }) {
      if (action?.kind !== 'roll-tasks') return undefined;
      const { minimumHealthyPercent, maximumPercent } = service.deploymentBounds;
      if (minimumHealthyPercent === 0) return 'all tasks may stop at once';
      return minimumHealthyPercent >= 100 && maximumPercent <= 100
        ? 'no task may stop or start first'
        : undefined;
    },
  },
  {
    rule: 'R4',
    name: 'an action that could lose data waits while something is unknown',
    check({ observation, decision: { action }, world }) {
      const what = risky(action, observation.config.initialOffset);
      const unknown =
        what && (unknownIn(observation) ?? (HARMLESS_TO_STRANGERS.has(what) ? undefined : foreignIn(world)));
      if (!unknown) return undefined;
      // With everything on earliest, nothing is lost if no known member reads a partition yet.
      if (action?.kind === 'create-partitions' && unknown === 'an unknown group') return undefined;
      // A missing topic has no partition that a roll, or a commit elsewhere, could harm.
      if (action?.kind === 'roll-tasks' && unknown.endsWith('missing')) return undefined;
      return `${what} with ${unknown}`;
    },
  },
  {
    rule: 'R4',
    name: 'an action that could lose data waits while the responses contradict each other',
    check({ observation, decision: { action, facts } }) {
      const what =
        risky(action, observation.config.initialOffset) ??
        (action?.kind === 'set-desired-count' ? 'a scaling' : undefined);
      return what && facts?.contradiction && `${what} while ${facts.contradiction}`;
    },
  },
  {
    rule: 'R4',
    name: 'nothing unknown blocks a scale-out',
    check({ observation, decision, before }) {
      const { action, facts, state, answer } = decision;
      if (!facts || action || answer || !unknownIn(observation)) return undefined;
      const { service, tasks, externalCount, contradiction, latestInForce, configSettled } = facts;
      if (service.desiredCount === 0 || service.desiredCount >= tasks.target) return undefined;
      if (
        externalCount ||
        contradiction !== undefined ||
        latestInForce ||
        // A task that starts now may still read latest.
        !configSettled ||
        observation.hold ||
        observation.debt
      )
        return undefined;
      if (before.parameters.state.recreate || before.parameters.state.roll) return undefined;
      if (state.recreate || state.roll || state.manualOperation || state.pausedSinceMs !== undefined)
        return undefined;
      if (facts.recreated.length > 0 || facts.unread || facts.repairable.length > 0) return undefined;
      return `desiredCount stays ${service.desiredCount} of ${tasks.target}`;
    },
  },
  {
    rule: 'R5',
    name: 'a config that cannot be edited is not edited',
    check({ observation: { config }, decision: { action } }) {
      return action?.kind === 'store-offset' && config.editProblem !== undefined
        ? 'a config is edited that cannot be'
        : undefined;
    },
  },
  {
    rule: 'R5',
    name: 'no task is stopped or replaced that could not start again on earliest',
    check({ observation: { config }, decision: { action } }) {
      if (action?.kind !== 'stop-tasks' && action?.kind !== 'roll-tasks') return undefined;
      return config.editProblem ?? config.mismatch;
    },
  },
  {
    rule: 'R7',
    name: 'automatic stops stay within the budget',
    check({ observation: { nowMs }, decision, world: { record, refused } }) {
      // A tick that cannot store its state stops nothing.
      if (refused.includes('state') || !stopsByItself(decision)) return undefined;
      const stops = record.stopsMs.filter((atMs) => nowMs - atMs < DAY_MS).length;
      return stops >= 2 ? `the ${stops + 1}th automatic stop within a day` : undefined;
    },
  },
  {
    rule: 'R7',
    name: 'a failed stop is not retried at once',
    check({ observation: { nowMs }, decision, world: { record, refused } }) {
      // A tick that cannot store its state stops nothing.
      if (refused.includes('state') || !stopsByItself(decision) || record.failedMs === undefined)
        return undefined;
      const waitedMs = nowMs - record.failedMs;
      return waitedMs < RETRY_MS ? `the next stop ${waitedMs / 1000} s after one failed` : undefined;
    },
  },
  {
    rule: 'R7',
    name: 'no task is stopped for commits that Kafka refuses',
    check({ observation: { kafka }, decision: { action } }) {
      const commits = action?.kind === 'stop-tasks' || action?.kind === 'seed-live';
      const refused = isReachable(kafka) && kafka.group.mayCommit === false;
      return commits && refused ? `${action.kind}, and READ on the group is missing` : undefined;
    },
  },
  {
    rule: 'R7',
    name: 'latest is not stored again and again',
    check({ observation, decision, world: { record } }) {
      if (!storesLatest(decision.action, observation.config.initialOffset)) return undefined;
      const { nowMs } = observation;
      const stopped = record.stopsMs.at(-1);
      if (stopped !== undefined && nowMs - stopped < DAY_MS)
        return 'latest is stored within a day after an automatic stop';
      if (record.rearmedMs !== undefined && nowMs - record.rearmedMs < RETRY_MS)
        return 'latest is stored right after a re-arm';
      return undefined;
    },
  },
  {
    rule: 'R7',
    name: 'the whole retention is not read again because the coverage was lost',
    check({ observation, decision }) {
      const { action, facts } = decision;
      if (!facts?.coverageLost) return undefined;
      const automatic = action?.kind === 'roll-tasks' || stopsByItself(decision);
      return automatic && observation.config.initialOffset === 'earliest'
        ? `${action?.kind} without a command, and it is unknown what latest covered`
        : undefined;
    },
  },
  {
    rule: 'R9',
    name: 'no automatic stop, roll or scale-in drops what the backend refuses',
    check({ observation, decision }) {
      const { action, facts } = decision;
      const roll = action?.kind === 'roll-tasks';
      const fewer = action?.kind === 'set-desired-count' && action.to < action.from;
      const stop = stopsByItself(decision);
      if (!roll && !fewer && !stop) return undefined;
      if (heldIn(observation)?.includes('not saying') && facts?.unsentUnknown === undefined) return undefined;
      const held = heldIn(observation);
      return held && `${action?.kind} with ${held}`;
    },
  },
  {
    rule: 'R9',
    name: 'no command drops what the backend refuses without saying so',
    check({ observation, decision: { action, state, facts } }) {
      if (action?.kind !== 'stop-tasks' || state.recreate?.origin !== 'command') return undefined;
      if (state.recreate.queued === 'may-be-lost' || !facts) return undefined;
      if (facts.held.kind === 'read-again' || facts.held.kind === 'by-time') return undefined;
      const held = heldIn(observation);
      return held && `${state.recreate.purpose} with ${held}, and it is not read again`;
    },
  },
];

/** Whether unread records have reached the age or size that retention allows. */
function isAtTheEdge(
  { ms, bytes }: Retention,
  { firstUnread, logEnd, sizeBytes }: PartitionSnapshot,
): boolean {
  if (typeof ms === 'number') return true;
  if (typeof bytes !== 'number' || firstUnread?.kind !== 'record' || typeof logEnd !== 'bigint') return false;
  return sizeBytes !== undefined && Number(logEnd - firstUnread.offset) >= bytes;
}

const DAY_MS = 86_400_000;
/** The first back-off in the model's policy. */
const RETRY_MS = 240_000;
/** The model's maxPause. */
const LONGEST_MS = 120_000;

/** Actions that cannot affect a foreign member. */
const HARMLESS_TO_STRANGERS: ReadonlySet<string> = new Set(['a roll', 'an expansion']);

type Action = Decided['decision']['action'];

/** Actions that are less urgent than storing earliest. */
const LESS_URGENT: ReadonlySet<string> = new Set([
  'set-desired-count',
  'seed-live',
  'roll-tasks',
  'create-partitions',
]);

function storesLatest(action: Action, stored: string): boolean {
  return action?.kind === 'store-offset' && action.initialOffset === 'latest' && stored !== 'latest';
}

function moreTasks(action: Action): number {
  switch (action?.kind) {
    case 'set-desired-count':
      return action.to > action.from ? action.to : 0;
    case 'start-tasks':
    case 'end-hold':
      return action.to;
    default:
      return 0;
  }
}

/** Actions that start only while everything is at rest. */
function restless(action: Action, stored: string): string | undefined {
  if (storesLatest(action, stored)) return 'a flip';
  switch (action?.kind) {
    case 'seed-live':
      return 'a seed';
    case 'stop-tasks':
      return 'a stop';
    case 'roll-tasks':
      return 'a roll';
    case 'set-desired-count':
      return action.to < action.from ? 'a scale-in' : undefined;
    default:
      return undefined;
  }
}

/** Actions that may lose data if something is unknown. */
function risky(action: Action, stored: string): string | undefined {
  if (action?.kind === 'commit-offsets' && action.purpose !== 'repair') return `a ${action.purpose}`;
  if (action?.kind === 'create-partitions') return 'an expansion';
  return restless(action, stored);
}

/** Whether the decision stops the tasks without a command, and without a retention limit that makes it urgent. */
function stopsByItself({ action, state, reasons }: Decided['decision']): boolean {
  return (
    action?.kind === 'stop-tasks' &&
    state.recreate?.origin === 'automatic' &&
    !reasons.some(({ code }) => code === 'ALARM_REPAIR_URGENT')
  );
}
