import { counted } from '../../../pipeline';
import type { Facts } from '../../facts/facts';
import { noteRearm } from '../../facts/history';
import { countOf, partitionKey } from '../../facts/survey';
import type { PlannedCommit } from '../../vocabulary/action';
import type { Reason } from '../../vocabulary/reasons';
import { byTopic, reason } from '../../vocabulary/reasons';
import type { Context, Handler, Outcome } from '../outcome';
import { startRecreate } from './recreate';
import { startRoll } from './roll';
import { seedLive } from './seed';

/** Stores earliest when latest is stored and unsafe. This protects every task that starts from now on. */
export const storeEarliest: Handler = {
  name: 'latest is stored and unsafe',
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
 * Handles running tasks that may still be on latest although earliest is stored. Such a task skips to the log end when
 * it is assigned a partition without a commit, so this repairs skipped partitions, seeds idle ones, then replaces the
 * tasks.
 */
export const protectTasksOnLatest: Handler = {
  name: 'a task may still run on an unsafe latest',
  decide(context) {
    if (context.facts.config.initialOffset === 'latest') return undefined;
    return repairOwed(context) ?? seedOwed(context) ?? rollOntoEarliest(context);
  },
};

/** While a partition has an owner, only a recreate can move its commit back. */
function repairOwed(context: Context): Outcome | readonly Reason[] | undefined {
  const { facts, state } = context;
  const { repairable } = facts;
  if (repairable.length === 0 || state.manualOperation?.phase === 'move') return undefined;
  const owed = `${countOf(repairable)} waiting for a repair`;
  if (state.repairCancelled) return [reason('HOLD_CANCELLED', owed)];
  return recreateOrWait(context, [reason('HOLD_REPAIR_PENDING', owed, byTopic(repairable))]);
}

/** If Kafka refuses this many times, a recreate makes the commits instead, while the group is Empty. */
const SEED_TRIES = 3;

/** Seeds idle partitions at their log start, and fully read partitions at their log end. */
function seedOwed(context: Context): Outcome | readonly Reason[] | undefined {
  const { facts, state } = context;
  const { fleet, survey } = facts;
  const ends = readToTheEnd(facts);
  if (fleet.latest === 0 || survey.idle.length + ends.length === 0) return undefined;
  if ((state.seeding?.tries ?? 0) < SEED_TRIES) return seedLive(context, 'draining', ends);
  return recreateOrWait(context, [
    reason(
      'HOLD_SEED_REFUSED',
      `Kafka refused the commit ${counted(SEED_TRIES, 'time')}`,
      byTopic([...survey.idle, ...ends]),
    ),
  ]);
}

function recreateOrWait(context: Context, why: Reason[]): Outcome | readonly Reason[] {
  const outcome = startRecreate(context, { purpose: 'repair', origin: 'automatic', queued: 'keep' }, why);
  return outcome.state.recreate ? outcome : outcome.reasons;
}

function rollOntoEarliest(context: Context): Outcome | readonly Reason[] | undefined {
  const { facts, unsafe, state } = context;
  if (facts.fleet.latest === 0 || facts.owed.length > 0) return undefined;
  // If neither applies, someone else stored earliest, and each task picks it up when it next starts.
  const rearmed = state.flip === undefined && state.history.rearmedAtMs !== undefined;
  return unsafe.length > 0 || rearmed ? startRoll(context, 'rearm', []) : undefined;
}

/**
 * Partitions whose commit was lost after every record had been read. Nothing is skipped yet, but the next owner would
 * skip new records. Without a topic id the topic may have been recreated, so such a partition is read from its log
 * start.
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
