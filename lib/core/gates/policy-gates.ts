import { counted, formatDuration, isTopicPattern } from '../../pipeline';
import { latestAtMs, retryAtMs, STOP_BUDGET, stopsWithinDay } from '../facts/history';
import { reason } from '../vocabulary/reasons';
import type { Gate } from './gate';

/** Gates on the config, the spec, the permissions in Kafka, and earlier failures. */
export const POLICY_GATES: readonly Gate[] = [
  {
    code: 'HOLD_CONFIG_FOREIGN',
    prevents: 'a flip, seed, stop or roll for a config that reads another group or other topics',
    guards: ['flip', 'seed', 'stop', 'roll'],
    check({ config: { mismatch } }) {
      return mismatch === undefined ? undefined : reason('HOLD_CONFIG_FOREIGN', mismatch);
    },
  },
  {
    code: 'HOLD_CONFIG_NOT_EDITABLE',
    prevents: 'stopping or replacing tasks that could not be started again on earliest',
    guards: ['flip', 'seed', 'stop', 'roll'],
    check({ config: { editProblem } }) {
      return editProblem === undefined ? undefined : reason('HOLD_CONFIG_NOT_EDITABLE', editProblem);
    },
  },
  {
    code: 'HOLD_COVERAGE_LOST',
    prevents: 'reading the whole retention again because it is unknown what latest covered',
    guards: ['flip', 'automatic', 'roll'],
    check({ coverageLost }) {
      return coverageLost
        ? reason('HOLD_COVERAGE_LOST', 'find out which records may be missing, then run spillway accept')
        : undefined;
    },
  },
  {
    code: 'HOLD_TOPIC_PATTERN',
    prevents: 'latest over topics that do not exist yet, unless the spec allows it',
    guards: ['flip'],
    check({ topics, policy }) {
      const patterns = topics.filter(({ topic }) => isTopicPattern(topic)).map(({ topic }) => topic);
      if (patterns.length === 0 || policy.topicPatterns === 'allow') return undefined;
      return reason('HOLD_TOPIC_PATTERN', `${patterns.join(', ')} is a pattern`);
    },
  },
  {
    code: 'HOLD_COMMIT_FORBIDDEN',
    prevents: 'stopping tasks for commits that Kafka then refuses',
    guards: ['seed', 'stop'],
    check({ kafka: { group } }) {
      if (group.mayCommit !== false) return undefined;
      return reason('HOLD_COMMIT_FORBIDDEN', `Spillway has no READ permission on group ${group.groupId}`);
    },
  },
  {
    code: 'HOLD_RETRY_LATER',
    prevents: 'a lasting fault making Spillway stop or roll the tasks again and again',
    guards: ['automatic', 'roll'],
    check({ history, policy, nowMs }) {
      const waitMs = retryAtMs(history, policy.phaseTimeoutMs) - nowMs;
      if (waitMs <= 0) return undefined;
      return reason(
        'HOLD_RETRY_LATER',
        `failed ${counted(history.failures, 'time')} in a row; the next attempt is possible in ${inWords(waitMs)}`,
      );
    },
  },
  {
    code: 'HOLD_STOP_BUDGET',
    prevents: 'Spillway stopping the tasks without a command more than twice a day',
    guards: ['automatic'],
    check({ history, nowMs }) {
      const stops = stopsWithinDay(history, nowMs);
      return stops < STOP_BUDGET
        ? undefined
        : reason('HOLD_STOP_BUDGET', `Spillway has stopped the tasks ${counted(stops, 'time')} within a day`);
    },
  },
  {
    code: 'HOLD_LATEST_RATIONED',
    prevents: 'latest being stored again and again while the same fault keeps returning',
    guards: ['flip'],
    check({ history, policy, nowMs }) {
      const waitMs = latestAtMs(history, policy.phaseTimeoutMs) - nowMs;
      return waitMs <= 0
        ? undefined
        : reason('HOLD_LATEST_RATIONED', `latest may be stored again in ${inWords(waitMs)}`);
    },
  },
];

function inWords(ms: number): string {
  return formatDuration(Math.ceil(ms / 1000) * 1000);
}
