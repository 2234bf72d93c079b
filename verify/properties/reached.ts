import type { ReasonCode } from '../../lib/core/vocabulary/reasons';
import type { Step } from '../model/events';

/** What a run must reach, so that no property passes only because its case never occurs. */
export const TO_REACH: readonly string[] = [
  'set-desired-count done',
  'stop-tasks done',
  'start-tasks done',
  'close-debt done',
  'commit-offsets done',
  'seed-live done',
  'seed-live Kafka refuses the seed',
  'store-offset done',
  'restore-config done',
  'roll-tasks done',
  'create-partitions done',
  'stop-service done',
  'end-hold done',
  'ECS does not answer',
  'the call without an answer takes effect',
  'superseded',
  'lost',
  'TASKS_REPAID',
  'RECREATE_VERIFIED',
  'RECREATE_GIVEN_UP',
  'FLIP_STORED',
  'OFFSETS_REPAIRED',
  'OFFSETS_MOVED',
  'ROLL_DONE',
  'REQUEST_DONE',
  'REQUEST_FAILED',
  'REQUEST_CANCELLED',
  'ACCEPTED_AS_LOST',
  'HOLD_KAFKA_UNREACHABLE',
  'HOLD_STOPPED_BY_PERSON',
  'HOLD_PAUSED',
  'ALARM_MEMBER_LINGERS',
  'ALARM_COVERAGE_LOST',
];

/** What a step reaches: the kind of its event, or the reasons, action and outcome of its tick. */
export function marksOf({ event, tick }: Step): string[] {
  if (!tick) return [event.kind];
  const { decision, outcome } = tick;
  const codes = (decision?.reasons ?? []).map(({ code }): string => code satisfies ReasonCode);
  const action = decision?.action;
  return [...codes, ...(action ? [`${action.kind} ${outcome}`] : []), outcome, outcome.split(':')[0] ?? ''];
}
