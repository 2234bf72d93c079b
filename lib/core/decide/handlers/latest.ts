import type { Facts } from '../../facts/facts';
import { noteRearm } from '../../facts/history';
import { partitionKey } from '../../facts/survey';
import type { PlannedCommit } from '../../vocabulary/action';
import type { Reason } from '../../vocabulary/reasons';
import { byTopic, reason } from '../../vocabulary/reasons';
import type { Context, Handler, Outcome } from '../outcome';
import { startRecreate } from './recreate';
import { startRoll } from './roll';
import { seedLive } from './seed';

/** latest is stored and not safe: earliest protects the tasks that start from now on. Never blocked by what is unknown. */
export const storeEarliest: Handler = {
  name: 'latest is stored and not safe',
  decide({ facts, state, unsafe }) {
    const { config, nowMs } = facts;
    if (unsafe.length === 0 || config.initialOffset !== 'latest') return undefined;
    if (config.editProblem !== undefined) {
      const stuck = reason('ALARM_UNSAFE', 'the config cannot be changed');
      const hold = reason('HOLD_CONFIG_NOT_EDITABLE', config.editProblem);
      return { phase: 'held', state, reasons: [...unsafe, hold, stuck] };
    }
    return {
      phase: 'draining',
      action: { kind: 'store-offset', fromVersion: config.version, initialOffset: 'earliest' },
      state: { ...state, flip: undefined, history: noteRearm(state.history, nowMs) },
      reasons: [...unsafe, reason('CONFIG_STORED', 'initial_offset latest -> earliest')],
    };
  },
};

/**
 * earliest is stored and a task may still run on latest: it asks for the commit whenever a partition is handed to it, and
 * skips to the end without one. What is idle is seeded, what it may have passed over is repaired, and then the tasks are
 * replaced.
 */
export const protectTasksOnLatest: Handler = {
  name: 'a task may run on latest, and is not safe',
  decide(context) {
    if (context.facts.config.initialOffset === 'latest') return undefined;
    return repairOwed(context) ?? seedOwed(context) ?? rollOntoEarliest(context);
  },
};

/** Only a recreate sets back a commit whose owner reads on. */
function repairOwed(context: Context): Outcome | readonly Reason[] | undefined {
  const { facts, state } = context;
  const { repairable } = facts;
  if (repairable.length === 0 || state.manualOperation?.phase === 'move') return undefined;
  const owed = `${repairable.length} owed`;
  if (state.repairCancelled) return [reason('HOLD_CANCELLED', owed)];
  return recreateOrWait(context, [reason('HOLD_REPAIR_PENDING', owed, byTopic(repairable))]);
}

/** A seed that Kafka refuses this often is made while the group is Empty instead. */
const SEED_TRIES = 3;

/** Idle partitions under latest get a commit at their log start, and those that were read to the end one there. */
function seedOwed(context: Context): Outcome | readonly Reason[] | undefined {
  const { facts, state } = context;
  const { fleet, survey } = facts;
  const ends = readToTheEnd(facts);
  if (fleet.latest === 0 || survey.idle.length + ends.length === 0) return undefined;
  if ((state.seeding?.tries ?? 0) < SEED_TRIES) return seedLive(context, 'draining', ends);
  return recreateOrWait(context, [
    reason('HOLD_SEED_REFUSED', `refused ${SEED_TRIES} times`, byTopic([...survey.idle, ...ends])),
  ]);
}

function recreateOrWait(context: Context, why: Reason[]): Outcome | readonly Reason[] {
  const outcome = startRecreate(context, { purpose: 'repair', origin: 'automatic', queued: 'keep' }, why);
  return outcome.state.recreate ? outcome : outcome.reasons;
}

/** What is not covered is seeded or repaired first; the fleet stays as it is meanwhile. */
function rollOntoEarliest(context: Context): Outcome | readonly Reason[] | undefined {
  const { facts, unsafe, state } = context;
  if (facts.fleet.latest === 0 || facts.owed.length > 0) return undefined;
  // Somebody else may have stored earliest for reasons of their own: then each task takes it up in its own time.
  const rearmed = state.flip === undefined && state.history.rearmedAtMs !== undefined;
  return unsafe.length > 0 || rearmed ? startRoll(context, 'rearm', []) : undefined;
}

/**
 * The commit went away after everything was read: nothing is skipped yet, and the next owner would skip what comes. Where
 * nothing tells that the topic is still the same one, it is read from its log start.
 */
function readToTheEnd({ owed, survey, kafka }: Facts): PlannedCommit[] {
  const lastKnown = new Map(owed.map((each) => [partitionKey(each), each.from]));
  const named = new Set(
    kafka.topics.flatMap((each) => ('topicId' in each && each.topicId ? [each.topic] : [])),
  );
  return survey.unread.flatMap((each) => {
    const last = lastKnown.get(partitionKey(each));
    const { topic, partition, logStart } = each;
    if (each.committed !== 'none' || last === undefined || last !== each.logEnd || logStart === 'unknown')
      return [];
    return [{ topic, partition, offset: named.has(topic) ? last : logStart }];
  });
}
