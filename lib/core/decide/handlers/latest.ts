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
    const { facts, state } = context;
    if (facts.config.initialOffset === 'latest') return undefined;
    return (
      repairOwed(context) ??
      seedOwed(context) ??
      (facts.fleet.latest > 0 && wantsEarliest(context) ? rollOntoEarliest(context) : undefined)
    );

    function wantsEarliest({ unsafe }: Context): boolean {
      return unsafe.length > 0 || state.history.rearmedAtMs !== undefined;
    }
  },
};

/** Only a recreate sets back a commit whose owner reads on. */
function repairOwed(context: Context): Outcome | undefined {
  const { facts, state } = context;
  if (facts.repairable.length === 0 || state.manualOperation?.phase === 'move') return undefined;
  if (state.repairCancelled) return holding(context, [reason('HOLD_CANCELLED', pending(facts.repairable))]);
  return startRecreate(context, { purpose: 'repair', origin: 'automatic', queued: 'keep' }, [
    reason('HOLD_REPAIR_PENDING', pending(facts.repairable), byTopic(facts.repairable)),
  ]);
}

function pending(owed: readonly unknown[]): string {
  return `${owed.length} owed`;
}

/** Idle partitions under latest get a commit at their log start, and those that were read to the end one there. */
function seedOwed(context: Context): Outcome | undefined {
  const { fleet, survey } = context.facts;
  const ends = readToTheEnd(context.facts);
  if (fleet.latest === 0 || survey.idle.length + ends.length === 0) return undefined;
  return seedLive(context, 'draining', ends);
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

function rollOntoEarliest(context: Context): Outcome | undefined {
  const { facts } = context;
  // What is not covered is seeded or repaired first; the fleet stays as it is meanwhile.
  return facts.owed.length > 0 ? undefined : startRoll(context, 'rearm', []);
}

function holding({ state }: Context, reasons: Reason[]): Outcome {
  return { phase: 'held', state, reasons };
}
